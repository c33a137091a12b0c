package dev.aios.api.saga;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cases of a branch, in the order in which they are tried. Not thread-safe.
 *
 * @param <P> the value at the branch
 * @param <R> the value behind it
 */
public final class Cases<P, R> {
  private final List<Node.Case> list;

  private Cases(List<Node.Case> list) {
    this.list = list;
  }

  List<Node.Case> list() {
    return List.copyOf(list);
  }

  @SuppressWarnings("unchecked") // nodes are untyped data; the compiler has checked the types here
  private Cases<P, R> add(String name, @Nullable Predicate<? super P> when, Flow<P, R> flow) {
    list.add(new Node.Case(name, (Predicate<Object>) when, SagaBuilder.nodesOf(flow)));
    return this;
  }

  /**
   * Another case.
   *
   * @param name its name, unique in the branch
   * @param when its condition; pure
   * @param flow what it does
   * @return this
   */
  public Cases<P, R> when(String name, Predicate<? super P> when, Flow<P, R> flow) {
    return add(name, when, flow);
  }

  /**
   * The case that is taken when no other is; the last.
   *
   * @param flow what it does
   * @return this
   */
  public Cases<P, R> otherwise(Flow<P, R> flow) {
    return add("otherwise", null, flow);
  }

  /**
   * A branch without cases yet.
   *
   * @param <P> the value at the branch
   */
  public static final class First<P> {
    First() {}

    /**
     * The first case.
     *
     * @param <R> the value behind the branch
     * @param name its name, unique in the branch
     * @param when its condition; pure
     * @param flow what it does
     * @return the cases
     */
    public <R> Cases<P, R> when(String name, Predicate<? super P> when, Flow<P, R> flow) {
      return new Cases<P, R>(new ArrayList<>()).add(name, when, flow);
    }
  }
}
