package dev.aios.documents;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.policy.Untrusted;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been read of one file so far. */
final class Gathered {
  /** So many problems are told one by one. */
  private static final int TOLD = 100;

  /** Recall takes ids of 1,000 characters; the source stands before and a number may follow. */
  private static final int LONGEST_NAME = 900;

  private final String source;
  private final String file;
  private final int most;
  private final int longest;
  private final List<Passage> passages = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int untold;

  Gathered(String source, String file, int most, int longest) {
    this.source = source;
    this.file = file;
    this.most = most;
    this.longest = longest;
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
    add(found, Untrusted.text(text, source + ":" + name(found.origin())));
  }

  void html(Found found, String html) {
    add(found, Untrusted.html(html, source + ":" + name(found.origin())));
  }

  private void add(Found found, Untrusted content) {
    if (content.text().isBlank()) {
      return;
    }
    if (content.text().length() > longest) {
      problem(
          "holds a text of "
              + content.text().length()
              + " characters, the most is "
              + longest
              + ": left out");
      return;
    }
    if (passages.size() == most) {
      throw new Full();
    }
    String id = source + ":" + name(found.id());
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
            said(found.said()),
            0));
  }

  private @Nullable Said said(@Nullable Said said) {
    if (said == null) {
      return null;
    }
    String thread = said.thread().substring(source.length() + 1);
    return new Said(source + ":" + name(thread), said.position(), said.speaker());
  }

  /** A file chooses its ids: one that cannot be an id of recall is hashed, which stays the same. */
  private static String name(String id) {
    boolean good =
        !id.isBlank()
            && id.length() <= LONGEST_NAME
            && id.codePoints()
                .noneMatch(
                    c ->
                        Character.isISOControl(c)
                            || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    return good ? id : hash(id.getBytes(StandardCharsets.UTF_16BE));
  }

  static String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
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
