/** Model providers through LangChain4j. */
module dev.aios.langchain4j {
  requires transitive dev.aios.api;
  requires static org.jspecify;
  requires langchain4j.core;
  requires org.slf4j;
}
