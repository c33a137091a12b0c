/** Memory: session windows, recall by vectors and keywords, canonical views, entities. */
module dev.aios.memory {
  exports dev.aios.memory;
  exports dev.aios.memory.canonical;
  exports dev.aios.memory.context;
  exports dev.aios.memory.derived;
  exports dev.aios.memory.erasure;
  exports dev.aios.memory.identity;
  exports dev.aios.memory.recall;

  opens dev.aios.memory.internal.rows to
      com.fasterxml.jackson.databind;

  requires transitive dev.aios.api;
  requires dev.aios.core;
  requires static org.jspecify;
  requires com.github.benmanes.caffeine;
  requires jtokkit;
  requires jvector;
  requires org.slf4j;
}
