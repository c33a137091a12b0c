/**
 * The contract of AIOS: SPIs and value types. Depends on annotations only, so that a library can
 * offer an agent, a model or a journal without depending on the runtime. Its packages are open,
 * because their values are written as JSON and read back by reflection; what may be null in them is
 * then read from JSpecify's annotations.
 */
module dev.aios.api {
  requires transitive org.jspecify;

  exports dev.aios.api;
  exports dev.aios.api.agent;
  exports dev.aios.api.batch;
  exports dev.aios.api.budget;
  exports dev.aios.api.effect;
  exports dev.aios.api.event;
  exports dev.aios.api.identity;
  exports dev.aios.api.inbox;
  exports dev.aios.api.journal;
  exports dev.aios.api.memory;
  exports dev.aios.api.model;
  exports dev.aios.api.policy;
  exports dev.aios.api.proof;
  exports dev.aios.api.queue;
  exports dev.aios.api.run;
  exports dev.aios.api.saga;
  exports dev.aios.api.schedule;
  exports dev.aios.api.value;

  opens dev.aios.api;
  opens dev.aios.api.agent;
  opens dev.aios.api.batch;
  opens dev.aios.api.budget;
  opens dev.aios.api.effect;
  opens dev.aios.api.event;
  opens dev.aios.api.identity;
  opens dev.aios.api.inbox;
  opens dev.aios.api.journal;
  opens dev.aios.api.memory;
  opens dev.aios.api.model;
  opens dev.aios.api.policy;
  opens dev.aios.api.proof;
  opens dev.aios.api.queue;
  opens dev.aios.api.run;
  opens dev.aios.api.saga;
  opens dev.aios.api.schedule;
  opens dev.aios.api.value;
}
