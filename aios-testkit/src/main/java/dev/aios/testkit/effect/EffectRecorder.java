package dev.aios.testkit.effect;

import dev.aios.api.Extension;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps what really left the process. An {@link Extension}: install it last, behind {@code Faults},
 * so that it sees what happened and not what the runtime was told. One recorder may be installed in
 * several runtimes, one after the other, to count over restarts. Thread-safe.
 *
 * <pre>{@code
 * EffectRecorder recorder = new EffectRecorder();
 * ... a run, a crash, a restart ...
 * recorder.requireOnce("issue");
 * }</pre>
 */
public final class EffectRecorder implements Extension {
  private final List<Performance> performances = new ArrayList<>();

  /** A recorder that has seen nothing. */
  public EffectRecorder() {}

  /**
   * All performances, in the order in which their code ended.
   *
   * @return those that happened and those that failed
   */
  public List<Performance> performances() {
    synchronized (performances) {
      return List.copyOf(performances);
    }
  }

  /**
   * The performances of effects of a name that happened.
   *
   * @param name the effect's name, or the step's
   * @return in the order in which they ended
   */
  public List<Performance> happened(String name) {
    return happened(performance -> performance.request().name().equals(name));
  }

  /**
   * The performances of effects of a kind that happened.
   *
   * @param kind the kind
   * @return in the order in which they ended
   */
  public List<Performance> happened(EffectKind kind) {
    return happened(performance -> performance.request().kind() == kind);
  }

  private List<Performance> happened(Predicate<Performance> fits) {
    return performances().stream().filter(Performance::happened).filter(fits).toList();
  }

  /**
   * How often effects happened, by idempotency key.
   *
   * @return the counts in order of the first time; keys of effects that only failed are absent
   */
  public Map<String, Long> byKey() {
    return happened(performance -> true).stream()
        .collect(
            Collectors.groupingBy(
                performance -> performance.request().idempotencyKey(),
                LinkedHashMap::new,
                Collectors.counting()));
  }

  /**
   * Checks that an effect happened, and under each of its keys exactly once.
   *
   * @param name the effect's name, or the step's
   * @throws AssertionError if it never happened, or twice under one key; shows all its performances
   */
  public void requireOnce(String name) {
    List<Performance> happened = happened(name);
    if (happened.isEmpty()) {
      throw new AssertionError(name + " never happened. Performed:" + listing(performances()));
    }
    requireOnce(happened);
  }

  /**
   * Checks that no effect happened twice under one key.
   *
   * @throws AssertionError names each that did
   */
  public void requireNothingTwice() {
    requireOnce(happened(performance -> true));
  }

  private static void requireOnce(List<Performance> happened) {
    Map<String, List<Performance>> byKey =
        happened.stream()
            .collect(
                Collectors.groupingBy(
                    performance -> performance.request().idempotencyKey(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Performance> repeated =
        byKey.values().stream().filter(one -> one.size() > 1).flatMap(List::stream).toList();
    if (!repeated.isEmpty()) {
      throw new AssertionError("These happened more than once under one key:" + listing(repeated));
    }
  }

  private static String listing(List<Performance> performances) {
    return performances.isEmpty()
        ? " nothing"
        : performances.stream().map(one -> "\n  " + one).collect(Collectors.joining());
  }

  /** Forgets what was seen. */
  public void clear() {
    synchronized (performances) {
      performances.clear();
    }
  }

  @Override
  public String name() {
    return "effect-recorder";
  }

  @Override
  public void install(Installation on) {
    on.interceptor(this::intercept);
  }

  private Object intercept(EffectRequest request, EffectInterceptor.Next next) throws Exception {
    Object outcome;
    try {
      outcome = next.proceed();
    } catch (Throwable failure) {
      keep(new Performance(request, null, failure));
      throw failure;
    }
    keep(new Performance(request, outcome, null));
    return outcome;
  }

  private void keep(Performance performance) {
    synchronized (performances) {
      performances.add(performance);
    }
  }
}
