/** A rejection that does not bring the process down when the handler never looks at it. */
export function rejected(error: unknown): Promise<never> {
  const promise = Promise.reject<never>(error);
  promise.catch(() => {});
  return promise;
}
