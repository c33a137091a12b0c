package dev.aios.governance.sanitise;

import dev.aios.api.policy.Sanitiser.Finding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found in one piece of content, each thing once. Not thread-safe. */
final class Findings {
  /** More than this nobody reads. */
  private static final int MOST = 100;

  private final Set<Finding> found = new LinkedHashSet<>();

  void removed(String kind, String excerpt) {
    add(new Finding(kind, excerpt, true));
  }

  void kept(String kind, String excerpt) {
    add(new Finding(kind, excerpt, false));
  }

  private void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    }
  }

  List<Finding> list() {
    return new ArrayList<>(found);
  }
}
