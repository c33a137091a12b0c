package dev.aios.api.saga;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The definition of a saga: a graph of named, typed steps, checked when it is built. It performs
 * nothing; a runtime does. Immutable and thread-safe.
 *
 * <pre>{@code
 * Saga<Timesheet, Receipt> invoicing = Saga.named("invoicing", 1, Timesheet.class)
 *     .step("draft", drafter)
 *     .approve("owner-approves", when -> when.confidence() < 0.9)
 *     .step("issue", billing::issue).idempotent().undo(billing::voidInvoice)
 *     .step("email", mailer::send).idempotent()
 *     .build();
 * }</pre>
 *
 * @param <I> the input
 * @param <O> the result
 */
@SuppressWarnings("UnusedTypeParameter") // O types the runs that are started from it
public final class Saga<I, O> {
  private final String name;
  private final int version;
  private final Class<I> inputType;
  private final Function<? super I, ? extends Collection<String>> about;
  private final List<Node> nodes;

  Saga(
      String name,
      int version,
      Class<I> inputType,
      Function<? super I, ? extends Collection<String>> about,
      List<Node> nodes) {
    this.name = name;
    this.version = version;
    this.inputType = inputType;
    this.about = about;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Begins a definition.
   *
   * @param <I> the input
   * @param name the saga's name: letters, digits, dots, dashes, underscores; at most 100
   * @param version raised by whoever changes the graph; 1 or more
   * @param input the class of the input, validated when a run is started
   * @return a builder
   */
  public static <I> SagaBuilder<I, I> named(String name, int version, Class<I> input) {
    return SagaBuilder.root(name, version, input);
  }

  /**
   * The saga's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The definition's version. A run goes on with the version that it started with.
   *
   * @return 1 or more
   */
  public int version() {
    return version;
  }

  /**
   * The class of the input.
   *
   * @return the class
   */
  public Class<I> inputType() {
    return inputType;
  }

  /**
   * Whom a run is about.
   *
   * @param input its input
   * @return the ids that {@link SagaBuilder#about} gives; empty if it was not told
   */
  public Collection<String> about(I input) {
    return about.apply(input);
  }

  /**
   * The graph, for runtimes and tools.
   *
   * @return the nodes in order
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * A drawing.
   *
   * @return a Mermaid flowchart
   */
  public String diagram() {
    return MermaidDiagram.of(this, Map.of());
  }

  /**
   * A drawing that shows where a run stands.
   *
   * @param marks a mark for each node that is not untouched, by node name
   * @return a Mermaid flowchart
   */
  public String diagram(Map<String, Mark> marks) {
    return MermaidDiagram.of(this, marks);
  }

  /** Where a node stands in a run. */
  public enum Mark {
    /** It is done. */
    DONE,
    /** The run is there. */
    CURRENT,
    /** It failed. */
    FAILED,
    /** It was done and taken back. */
    UNDONE
  }

  @Override
  public String toString() {
    return name + " v" + version;
  }
}
