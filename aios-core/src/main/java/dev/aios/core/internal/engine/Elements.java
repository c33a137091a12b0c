package dev.aios.core.internal.engine;

import dev.aios.api.InvalidInputException;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a map's list, each as a value on its way through the run, and what came of those
 * that are done. Worked out from the map's value, which is recorded; the list itself is not.
 */
final class Elements {
  private final List<Outcome> given;
  private final @Nullable Outcome[] results;

  private Elements(List<Outcome> given) {
    this.given = given;
    this.results = new Outcome[given.size()];
  }

  static Elements of(Node.Each each, Outcome value, Codec codec) {
    List<Object> list = each.items().apply(value.value(codec));
    if (list.size() > Node.Each.MOST_ITEMS) {
      throw new InvalidInputException(
          "map " + each.name(),
          "its list has "
              + list.size()
              + " elements, the most is "
              + Node.Each.MOST_ITEMS
              + ": start a run for each part of it");
    }
    List<Outcome> given = new ArrayList<>(list.size());
    for (Object element : list) {
      given.add(element(each, given.size(), element, value, codec));
    }
    return new Elements(given);
  }

  /** One element alone. */
  static Outcome at(Node.Each each, int index, Outcome value, Codec codec) {
    return element(each, index, each.items().apply(value.value(codec)).get(index), value, codec);
  }

  private static Outcome element(
      Node.Each each, int index, @Nullable Object element, Outcome value, Codec codec) {
    if (element == null) {
      throw new InvalidInputException("map " + each.name(), "element " + (index + 1) + " is null");
    }
    return Outcome.certain(codec, element, value.taint());
  }

  int count() {
    return given.size();
  }

  Outcome given(int index) {
    return given.get(index);
  }

  boolean isDone(int index) {
    return results[index] != null;
  }

  void done(int index, Outcome result) {
    results[index] = result;
  }

  /** What came of all, once all are done. */
  List<Outcome> results() {
    List<Outcome> all = new ArrayList<>(results.length);
    for (Outcome result : results) {
      if (result == null) {
        throw new IllegalStateException("not done: " + Arrays.toString(results));
      }
      all.add(result);
    }
    return all;
  }
}
