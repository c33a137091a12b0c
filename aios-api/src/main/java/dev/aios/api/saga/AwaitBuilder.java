package dev.aios.api.saga;

import java.time.Duration;
import java.util.function.Function;

/**
 * The options of the wait just added; everything else goes on with the next node.
 *
 * @param <I> the input of the saga
 * @param <P> the value before the wait
 * @param <O> the value behind it
 */
public final class AwaitBuilder<I, P, O> extends SagaBuilder<I, O> {
  AwaitBuilder(SagaBuilder<I, ?> behind) {
    super(behind);
  }

  /**
   * Limits the wait; when the time is up the run fails and is compensated.
   *
   * @param time more than zero
   * @return this
   */
  public AwaitBuilder<I, P, O> within(Duration time) {
    Node.Await a = (Node.Await) last();
    replaceLast(new Node.Await(a.name(), a.type(), a.combine(), time, null));
    return this;
  }

  /**
   * Limits the wait; when the time is up the run goes on with another value.
   *
   * @param time more than zero
   * @param instead makes the value behind the wait from the value before it; pure
   * @return this
   */
  @SuppressWarnings("unchecked") // nodes are untyped data; the compiler has checked the types here
  public AwaitBuilder<I, P, O> within(Duration time, Function<? super P, ? extends O> instead) {
    Node.Await a = (Node.Await) last();
    replaceLast(
        new Node.Await(
            a.name(),
            a.type(),
            a.combine(),
            time,
            (Function<Object, Object>) (Function<?, ?>) instead));
    return this;
  }
}
