import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // How long a test may wait for what it expects: a limit against hanging, where a second would be a claim about the machine.
    expect: { poll: { timeout: 20_000 } },
    retry: 0,
  },
});

export default config;
