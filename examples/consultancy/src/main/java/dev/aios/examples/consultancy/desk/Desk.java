package dev.aios.examples.consultancy.desk;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.core.Aios;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Goes through the inbox until nothing is left that the decider would decide. */
public final class Desk {
  private final Aios aios;
  private final Decider decider;
  private final Consumer<String> progress;

  /**
   * A desk.
   *
   * @param aios the runtime
   * @param decider who decides
   * @param progress told of each decision
   */
  public Desk(Aios aios, Decider decider, Consumer<String> progress) {
    this.aios = aios;
    this.decider = decider;
    this.progress = progress;
  }

  /**
   * Decides, lets the runs go on, and looks again.
   *
   * @param settled waits until nothing moves by itself any more
   */
  public void clear(Runnable settled) {
    Set<String> left = new HashSet<>();
    boolean more = true;
    while (more) {
      settled.run();
      more = false;
      for (InboxItem item : inOrder()) {
        if (item.kind() == InboxItem.Kind.APPROVAL && !left.contains(item.id())) {
          more |= decide(item);
          left.add(item.id());
        }
      }
    }
  }

  /** The most important first, then by name: the same order each time. */
  private List<InboxItem> inOrder() {
    return aios.inbox().open().stream()
        .sorted(
            Comparator.comparing(InboxItem::priority)
                .reversed()
                .thenComparing(item -> String.valueOf(item.run())))
        .toList();
  }

  private boolean decide(InboxItem item) {
    try {
      Object value = item.payload() == null ? item.title() : aios.codec().decode(item.payload());
      Optional<Verdict> verdict = decider.decide(item, value);
      if (verdict.isEmpty()) {
        return false;
      }
      aios.inbox().decide(item, verdict.get(), decider.name());
      progress.accept(
          verdict.get().getClass().getSimpleName().toLowerCase(Locale.ROOT) + "  " + item.run());
      return true;
    } catch (InvalidInputException | ConflictException e) {
      progress.accept("left in the inbox: " + item.run() + ": " + e.getMessage());
      return false;
    }
  }
}
