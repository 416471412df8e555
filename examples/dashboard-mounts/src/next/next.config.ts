import type { NextConfig } from "next";

const config: NextConfig = {
  // They read files of their own, and there is one facade in a process: they are loaded, not bundled.
  serverExternalPackages: ["@scoria/core", "@scoria/dashboard"],
  // `npm run typecheck` checks this folder with all others.
  typescript: { ignoreBuildErrors: true },
};

export default config;
