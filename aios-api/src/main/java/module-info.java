/**
 * The contract of AIOS: SPIs and value types. Depends on annotations only, so that a library can
 * offer an agent, a model or a journal without depending on the runtime.
 */
module dev.aios.api {
  requires static transitive org.jspecify;

  exports dev.aios.api;
  exports dev.aios.api.journal;
  exports dev.aios.api.value;
}
