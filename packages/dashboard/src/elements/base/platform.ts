/** Whether the keys are those of an Apple keyboard. */
export const isApple: boolean = /Mac|iPhone|iPad/.test(navigator.platform);
