package dev.aios.core;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.policy.Policy;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Upcaster;
import dev.aios.core.internal.door.BreakerOptions;
import dev.aios.core.model.ModelOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The builder's options, as the runtime takes them. */
record RuntimeOptions(
    List<ModelOffer> models,
    List<Policy> policies,
    List<Saga<?, ?>> sagas,
    List<Upcaster> upcasters,
    Map<String, Class<?>> aliases,
    ModelOptions modelOptions,
    @Nullable TokenCounter tokenCounter,
    int maxPayloadBytes,
    BreakerOptions breaker,
    Duration lease,
    Duration poll,
    Duration grace) {}
