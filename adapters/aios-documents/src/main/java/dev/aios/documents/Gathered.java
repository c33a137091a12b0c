package dev.aios.documents;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.policy.Untrusted;
import java.io.Serial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been read of one file so far. */
final class Gathered {
  /** So many problems are told one by one. */
  private static final int TOLD = 100;

  private final String source;
  private final String file;
  private final int most;
  private final List<Passage> passages = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int untold;

  Gathered(String source, String file, int most) {
    this.source = source;
    this.file = file;
    this.most = most;
  }

  /** The file has more passages than are taken. */
  static final class Full extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Full() {
      super(null, null, false, false);
    }
  }

  /**
   * A passage in the making.
   *
   * @param id what it is called within its source; made unique if it is not
   * @param origin what stands behind the colon of its source
   * @param title what it is called
   * @param time when it was written, or null
   * @param attributes what else to show
   * @param said its place, or null
   */
  record Found(
      String id,
      String origin,
      String title,
      @Nullable Instant time,
      Map<String, String> attributes,
      @Nullable Said said) {}

  String source() {
    return source;
  }

  String file() {
    return file;
  }

  void text(Found found, String text) {
    add(found, Untrusted.text(text, source + ":" + found.origin()));
  }

  void html(Found found, String html) {
    add(found, Untrusted.html(html, source + ":" + found.origin()));
  }

  private void add(Found found, Untrusted content) {
    if (content.text().isBlank()) {
      return;
    }
    if (passages.size() == most) {
      throw new Full();
    }
    String id = source + ":" + found.id();
    int before = ids.merge(id, 1, Integer::sum);
    Map<String, String> attributes = new HashMap<>(found.attributes());
    attributes.put("file", file);
    passages.add(
        new Passage(
            before == 1 ? id : id + "#" + before,
            content,
            found.title(),
            found.time(),
            Set.of(),
            null,
            attributes,
            found.said(),
            0));
  }

  void problem(String what) {
    if (problems.size() < TOLD) {
      problems.add(file + " " + what);
    } else {
      untold++;
    }
  }

  DocumentReader.Reading reading() {
    if (untold > 0) {
      problems.add(file + " has " + untold + " more problems");
    }
    return new DocumentReader.Reading(passages, problems);
  }
}
