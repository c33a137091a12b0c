package dev.aios.core;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.policy.Policy;
import dev.aios.api.proof.SigningKey;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Upcaster;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.internal.door.BreakerOptions;
import dev.aios.core.model.ModelOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a builder has been told; the runtime reads it once, when it is made. Not thread-safe. */
final class RuntimeOptions {
  final List<ModelOffer> models = new ArrayList<>();
  final List<Policy> policies = new ArrayList<>();
  final List<Saga<?, ?>> sagas = new ArrayList<>();
  final List<Upcaster> upcasters = new ArrayList<>();
  final Map<String, Class<?>> aliases = new LinkedHashMap<>();
  ModelOptions modelOptions = ModelOptions.DEFAULT;
  @Nullable TokenCounter tokenCounter;
  int maxPayloadBytes = 1 << 20;
  BreakerOptions breaker = BreakerOptions.DEFAULT;
  @Nullable SigningKey signingKey;
  Duration headEvery = Duration.ofMinutes(10);
  int headRecords = 100_000;
  Duration lease = Duration.ofSeconds(15);
  Duration poll = Duration.ofMillis(250);
  Duration grace = Duration.ofSeconds(10);
  int mostRuns = 10_000;
  @Nullable ArchiveRule archive;
}
