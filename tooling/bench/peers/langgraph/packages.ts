export const packages = ["@langchain/langgraph", "@langchain/langgraph-checkpoint-postgres", "@langchain/core"];
