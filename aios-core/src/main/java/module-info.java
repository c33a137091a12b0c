/**
 * The runtime: orchestrator, door, journal, events, queues, schedules and replay. A host that wants
 * durable sagas and nothing more needs this module alone.
 */
module dev.aios.core {
  exports dev.aios.core;
  exports dev.aios.core.agent;
  exports dev.aios.core.archive;
  exports dev.aios.core.command;
  exports dev.aios.core.journal;
  exports dev.aios.core.model;

  opens dev.aios.core.agent to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.agent to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.batch to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.door to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.engine to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.event to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.inbox to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.node to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.proof to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.queue to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.seal to
      com.fasterxml.jackson.databind;
  opens dev.aios.core.internal.schedule to
      com.fasterxml.jackson.databind;

  requires com.cronutils;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.datatype.jdk8;
  requires com.fasterxml.jackson.datatype.jsr310;
  requires com.github.benmanes.caffeine;
  requires com.zaxxer.hikari;
  requires io.github.resilience4j.circuitbreaker;
  requires jakarta.validation;
  requires org.hibernate.validator;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires static org.checkerframework.checker.qual;
  requires static org.jspecify;
  requires transitive dev.aios.api;
  requires transitive java.sql;

  uses dev.aios.api.Extension;

  provides dev.aios.api.value.Codec with
      dev.aios.core.internal.codec.JacksonCodec;
}
