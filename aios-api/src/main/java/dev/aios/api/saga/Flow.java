package dev.aios.api.saga;

/**
 * A composable part of a saga: takes a builder where it stands and goes on from there. Write one as
 * a lambda ({@code f -> f.step("issue", billing::issue).step("send", mailer::send)}), keep it in a
 * field, and use it in branches, lanes, loops and by {@link SagaBuilder#then}.
 *
 * @param <I> the value at its start
 * @param <O> the value at its end
 */
@FunctionalInterface
public interface Flow<I, O> {
  /**
   * Adds the part's nodes.
   *
   * @param from the builder where the part begins
   * @return the builder where it ends
   */
  SagaBuilder<I, O> on(SagaBuilder<I, I> from);
}
