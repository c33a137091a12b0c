package dev.aios.api.saga;

import dev.aios.api.value.Retry;

/**
 * The options of the sub-saga just added; everything else goes on with the next node.
 *
 * @param <I> the input of the saga
 * @param <O> the result of the sub-saga
 */
public final class SubSagaBuilder<I, O> extends SagaBuilder<I, O> {
  SubSagaBuilder(SagaBuilder<I, ?> behind) {
    super(behind);
  }

  /**
   * How the completed sub-saga is taken back if a later node of this saga fails.
   *
   * @param code takes it back, given its result
   * @return this
   */
  public SubSagaBuilder<I, O> undo(StepAction<? super O> code) {
    return with(Untyped.undo(code, Retry.exponential(5)));
  }

  /**
   * How the completed sub-saga is taken back, with the undo's own idempotency key.
   *
   * @param code takes it back
   * @return this
   */
  public SubSagaBuilder<I, O> undo(UndoFunction<? super O> code) {
    return with(Untyped.undo(code, Retry.exponential(5)));
  }

  private SubSagaBuilder<I, O> with(Node.Undo undo) {
    Node.SubSaga s = (Node.SubSaga) last();
    replaceLast(new Node.SubSaga(s.name(), s.saga(), s.key(), undo));
    return this;
  }
}
