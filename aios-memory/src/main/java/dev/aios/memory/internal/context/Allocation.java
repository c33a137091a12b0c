package dev.aios.memory.internal.context;

import dev.aios.memory.context.Section;
import dev.aios.memory.context.Share;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Divides tokens among sections. Each begins with its share, or its floor if that is more; what
 * does not fit is taken from the sections in their order of cutting, down to their floors, and
 * below them only if the floors alone are too much; what is left goes to those that are cut last.
 */
public final class Allocation {
  private final Map<Section, Share> shares;
  private final List<Section> firstCut;

  /**
   * An allocation.
   *
   * @param shares what each section may take
   */
  public Allocation(Map<Section, Share> shares) {
    this.shares = shares;
    this.firstCut =
        shares.keySet().stream()
            .sorted(
                Comparator.<Section>comparingInt(section -> share(section).cut())
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
  }

  private Share share(Section section) {
    return shares.getOrDefault(section, new Share(0, 0, 0));
  }

  /**
   * Divides.
   *
   * @param needs what each section would take
   * @param budget the tokens there are, 0 or more
   * @return what each section gets: never more than it needs, nor together more than there is
   */
  public Map<Section, Long> divide(Map<Section, Long> needs, long budget) {
    Map<Section, Long> given = new EnumMap<>(Section.class);
    long sum = 0;
    for (Section section : firstCut) {
      long need = needs.getOrDefault(section, 0L);
      long most = Math.max(share(section).floor(), (long) (share(section).of() * budget));
      given.put(section, Math.min(need, most));
      sum += Math.min(need, most);
    }
    sum = cut(given, sum, budget, needs, true);
    sum = cut(given, sum, budget, needs, false);
    long left = budget - sum;
    for (int i = firstCut.size() - 1; i >= 0 && left > 0; i--) {
      Section section = firstCut.get(i);
      long has = given.getOrDefault(section, 0L);
      long more = Math.min(left, needs.getOrDefault(section, 0L) - has);
      given.put(section, has + more);
      left -= more;
    }
    return given;
  }

  private long cut(
      Map<Section, Long> given, long sum, long budget, Map<Section, Long> needs, boolean floors) {
    long left = sum;
    for (Section section : firstCut) {
      if (left <= budget) {
        return left;
      }
      long has = given.getOrDefault(section, 0L);
      long kept = floors ? Math.min(needs.getOrDefault(section, 0L), share(section).floor()) : 0;
      long less = Math.min(left - budget, Math.max(0, has - kept));
      given.put(section, has - less);
      left -= less;
    }
    return left;
  }
}
