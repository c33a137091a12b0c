package dev.aios.memory.internal.derived;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import java.util.List;

/**
 * Recall, from which what was made of its passages falls at once. After a crash in between it falls
 * at the next look. Thread-safe.
 *
 * @param recall the tier itself
 * @param derivations what was made from its passages
 */
public record FallingRecall(Recall recall, Derivations derivations) implements Recall {
  @Override
  public List<Added> add(List<Passage> passages) {
    List<Added> added = recall.add(passages);
    derivations.catchUp();
    return added;
  }

  @Override
  public boolean remove(String id) {
    boolean removed = recall.remove(id);
    derivations.catchUp();
    return removed;
  }

  @Override
  public List<Hit> search(Query query) {
    return recall.search(query);
  }

  @Override
  public int size() {
    return recall.size();
  }
}
