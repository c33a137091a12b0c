package dev.aios.memory.internal.recall;

import dev.aios.api.InvalidInputException;
import dev.aios.api.identity.Inventory;
import dev.aios.api.memory.Passage;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.text.Canonical;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The border of recall: checks passages, sanitises their texts, decides what is trusted. */
final class Intake {
  private final Supplier<Optional<Sanitiser>> sanitiser;
  private final Function<String, Optional<Inventory.DataSource>> sources;
  private final int mostCharacters;

  /**
   * @param sanitiser the runtime's, if it has one
   * @param sources finds a registered source of data by its name
   * @param mostCharacters the longest text that is taken
   */
  Intake(
      Supplier<Optional<Sanitiser>> sanitiser,
      Function<String, Optional<Inventory.DataSource>> sources,
      int mostCharacters) {
    this.sanitiser = sanitiser;
    this.sources = sources;
    this.mostCharacters = mostCharacters;
  }

  /**
   * A passage fit to be stored.
   *
   * @param id its id
   * @param text its clean text; blank if there is none
   * @param key the text's key
   * @param fingerprint the text's fingerprint
   * @param row its row, standing for its own text
   * @param findings what the sanitiser found
   */
  record Clean(
      String id,
      String text,
      String key,
      long fingerprint,
      PassageRow row,
      List<Sanitiser.Finding> findings) {
    /** Whether it was said in a conversation, and therefore is no duplicate of anything. */
    boolean isTurn() {
      return row.thread() != null;
    }
  }

  /** Checks all passages before any is stored. */
  void check(List<Passage> passages) {
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < passages.size(); i++) {
      Passage passage = passages.get(i);
      if (passage == null || passage.content() == null || passage.title() == null) {
        violations.add("passage " + i + ", its content or its title is null");
        continue;
      }
      Names.check("the id of passage " + i, passage.id(), violations);
      Names.check("the source of passage " + passage.id(), passage.content().source(), violations);
      Passage.Said said = passage.said();
      if (said != null) {
        Names.check("the thread of passage " + passage.id(), said.thread(), violations);
        if (said.speaker() == null) {
          violations.add("the speaker of passage " + passage.id() + " is null, may be empty");
        }
      }
      int length = passage.content().text().length();
      if (length > mostCharacters) {
        violations.add(
            "passage "
                + passage.id()
                + " has "
                + length
                + " characters, the most is "
                + mostCharacters
                + ": split it, or raise maxCharacters of Memory");
      }
      if (passage.content().format() == Untrusted.Format.HTML && sanitiser.get().isEmpty()) {
        violations.add(
            "passage "
                + passage.id()
                + " is HTML, and this runtime has no sanitiser to tell what a reader would see:"
                + " install one, or give plain text");
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("input of recall", violations);
    }
  }

  Clean clean(Passage passage) {
    Untrusted content = passage.content();
    Sanitiser.Clean clean =
        sanitiser
            .get()
            .map(one -> one.clean(content))
            .orElseGet(
                () ->
                    new Sanitiser.Clean(
                        Canonical.of(content.text()), Taint.of(content.source()), List.of()));
    // Also after a sanitiser: what is stored must be storable, whoever wrote it.
    String text = Canonical.of(clean.text()).strip();
    Taint taint = isTrusted(content, clean.findings()) ? Taint.NONE : clean.taint();
    Passage.Said said = passage.said();
    String speaker = said == null ? null : Canonical.line(said.speaker());
    String key = speaker == null ? TextKey.of(text) : TextKey.ofTurn(passage.id(), speaker, text);
    Instant time = passage.time();
    String project = passage.project();
    return new Clean(
        passage.id(),
        text,
        key,
        NearDuplicates.fingerprint(text),
        new PassageRow(
            key,
            key,
            Canonical.line(passage.title()),
            content.source(),
            List.copyOf(taint.sources()),
            time == null ? null : time.toString(),
            List.copyOf(new TreeSet<>(passage.entities())),
            project,
            sorted(passage),
            said == null ? null : said.thread(),
            said == null ? 0 : said.position(),
            speaker,
            passage.importance()),
        clean.findings());
  }

  private static Map<String, String> sorted(Passage passage) {
    Map<String, String> attributes = new TreeMap<>();
    passage
        .attributes()
        .forEach((name, value) -> attributes.put(Canonical.of(name), Canonical.of(value)));
    return attributes;
  }

  /** Trusted is what the inventory says comes from the company itself, if nothing odd is in it. */
  private boolean isTrusted(Untrusted content, List<Sanitiser.Finding> findings) {
    int colon = content.source().indexOf(':');
    String name = colon < 0 ? content.source() : content.source().substring(0, colon);
    return findings.isEmpty()
        && !name.isBlank()
        && sources.apply(name).map(Inventory.DataSource::trusted).orElse(false);
  }

  /** The query as the index reads it. */
  static @Nullable String question(String text) {
    String clean = Canonical.of(text).strip();
    return clean.isEmpty() ? null : clean;
  }
}
