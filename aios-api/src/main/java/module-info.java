/**
 * The contract of AIOS: SPIs and value types. Depends on annotations only, so that a library can
 * offer an agent, a model or a journal without depending on the runtime.
 */
module dev.aios.api {
  requires static transitive org.jspecify;

  exports dev.aios.api;
  exports dev.aios.api.agent;
  exports dev.aios.api.budget;
  exports dev.aios.api.effect;
  exports dev.aios.api.event;
  exports dev.aios.api.identity;
  exports dev.aios.api.inbox;
  exports dev.aios.api.journal;
  exports dev.aios.api.memory;
  exports dev.aios.api.model;
  exports dev.aios.api.policy;
  exports dev.aios.api.run;
  exports dev.aios.api.saga;
  exports dev.aios.api.schedule;
  exports dev.aios.api.value;
}
