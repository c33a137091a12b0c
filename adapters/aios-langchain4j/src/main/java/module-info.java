/** Model providers through LangChain4j. */
module dev.aios.langchain4j {
  exports dev.aios.langchain4j;

  requires com.fasterxml.jackson.databind;
  requires langchain4j.anthropic;
  requires langchain4j.open.ai;
  requires org.slf4j;
  requires static org.jspecify;
  requires transitive dev.aios.api;
  requires transitive langchain4j.core;

  provides dev.aios.api.Extension with
      dev.aios.langchain4j.EnvironmentModels;
}
