package dev.aios.api;

import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.event.Subscription;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.policy.Meter;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.RunHold;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Upcaster;

/**
 * The one SPI through which memory, governance, the test kit and every adapter plug into the
 * runtime. Extensions are installed explicitly, or found by {@link java.util.ServiceLoader}.
 *
 * <p>The runtime calls {@link #install} once, in order of installation, before any run moves; then
 * {@link #started} once all are installed; and {@link #close} in reverse order when it closes.
 */
public interface Extension extends AutoCloseable {
  /**
   * The extension's name, unique in a runtime.
   *
   * @return for example {@code "memory"}
   */
  String name();

  /**
   * Registers what the extension brings. Must not start work yet.
   *
   * @param on where to register
   */
  void install(Installation on);

  /**
   * All extensions are installed and the journal is open; work may start. Called before the runtime
   * takes up interrupted runs.
   *
   * @param services the services of all extensions
   */
  default void started(Services services) {}

  /** Stops work and releases what the extension holds. Does not throw. */
  @Override
  default void close() {}

  /** Finds services by type. Thread-safe. */
  interface Services {
    /**
     * A service that an extension registered, or one of the runtime's own (journal, codec, world,
     * events, inbox, runs, effects, models).
     *
     * @param <T> the type of the service
     * @param type the type under which it was registered
     * @return the service
     * @throws NotFoundException if none is registered; the message names the type and what is there
     */
    <T> T service(Class<T> type);
  }

  /** What an extension may register. Used on one thread, during {@link #install} only. */
  interface Installation {
    /**
     * The journal, open.
     *
     * @return the journal of the runtime
     */
    Journal journal();

    /**
     * The codec between values and JSON.
     *
     * @return the codec of the runtime
     */
    Codec codec();

    /**
     * Time, ids, randomness, threads.
     *
     * @return the world of the runtime
     */
    World world();

    /**
     * Adds a policy; policies are asked in order of registration.
     *
     * @param policy the policy
     */
    void policy(Policy policy);

    /**
     * Sets the meter that reserves and settles cost. At most one.
     *
     * @param meter the meter
     * @throws ConflictException if there is one already
     */
    void meter(Meter meter);

    /**
     * Sets the sanitiser of untrusted content. At most one.
     *
     * @param sanitiser the sanitiser
     * @throws ConflictException if there is one already
     */
    void sanitiser(Sanitiser sanitiser);

    /**
     * Adds an interceptor around the performing of effects: fakes, faults, recording.
     *
     * @param interceptor the interceptor; the first registered is the outermost
     */
    void interceptor(EffectInterceptor interceptor);

    /**
     * Adds what may forbid that runs and events about somebody are erased. All are asked, in order
     * of registration; one that forbids is enough.
     *
     * @param hold for example legal holds
     */
    void hold(RunHold hold);

    /**
     * Offers a chat model to the router.
     *
     * @param offer the model, its tier, latency and accuracy
     */
    void model(ModelOffer offer);

    /**
     * Adds a reader of old payloads.
     *
     * @param upcaster lifts one version of one type
     */
    void upcaster(Upcaster upcaster);

    /**
     * Adds a durable subscription.
     *
     * @param subscription the subscription; its name is unique in the runtime
     */
    void subscription(Subscription<?> subscription);

    /**
     * Registers a service for the host, for agents, and for other extensions.
     *
     * @param <T> the type of the service
     * @param type the type by which it is found
     * @param service the service; thread-safe
     * @throws ConflictException if the type has one already
     */
    <T> void service(Class<T> type, T service);
  }
}
