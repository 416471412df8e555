/**
 * Settings for npm and pnpm: take what the caches have without asking the registry, and when it must be asked and is not
 * there, say so within seconds (the default is more than a minute of silent retries). What the caller has set stays.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function quickNetwork(env) {
  return {
    npm_config_prefer_offline: "true",
    npm_config_fetch_retries: "2",
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "5000",
    ...env,
  };
}
