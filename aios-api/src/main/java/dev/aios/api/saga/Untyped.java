package dev.aios.api.saga;

import dev.aios.api.value.Retry;

/** Functions as nodes hold them: the compiler has checked their types, nodes are untyped data. */
final class Untyped {
  private Untyped() {}

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T> T of(Object function) {
    return (T) function;
  }

  static Node.Undo undo(UndoFunction<?> code, Retry retry) {
    return new Node.Undo(of(code), retry);
  }

  static Node.Undo undo(StepAction<?> code, Retry retry) {
    StepAction<Object> action = of(code);
    return new Node.Undo((outcome, call) -> action.accept(outcome), retry);
  }
}
