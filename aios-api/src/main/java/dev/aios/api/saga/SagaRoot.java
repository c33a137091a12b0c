package dev.aios.api.saga;

import dev.aios.api.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What a saga is besides its graph, while it is built. Not thread-safe. */
final class SagaRoot<I> {
  private final String name;
  private final int version;
  private final Class<I> input;
  private Function<? super I, ? extends Collection<String>> about = value -> List.of();

  SagaRoot(String name, int version, Class<I> input) {
    this.name = name;
    this.version = version;
    this.input = input;
  }

  void about(Function<? super I, ? extends Collection<String>> whom) {
    if (whom == null) {
      throw new InvalidInputException("saga " + name, "what says whom it is about is null");
    }
    about = whom;
  }

  <O> Saga<I, O> build(List<Node> nodes) {
    if (input == null) {
      throw new InvalidInputException("saga " + name, "the class of its input is null");
    }
    new SagaCheck(name, version, nodes).throwIfFaulty();
    return new Saga<>(name, version, input, about, nodes);
  }
}
