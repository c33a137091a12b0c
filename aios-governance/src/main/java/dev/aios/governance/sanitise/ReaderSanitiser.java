package dev.aios.governance.sanitise;

import dev.aios.api.policy.Sanitiser;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.governance.internal.html.HtmlReader;
import dev.aios.governance.internal.html.Page;
import dev.aios.governance.internal.text.Canonical;
import dev.aios.governance.internal.text.DataUris;
import dev.aios.governance.internal.text.Excerpt;
import dev.aios.governance.internal.text.Fence;
import dev.aios.governance.internal.text.Instructions;
import dev.aios.governance.internal.text.Invisible;
import dev.aios.governance.internal.text.Span;
import java.util.List;

/**
 * Keeps what a reader would see. Pure, immutable and thread-safe; takes time in proportion to the
 * content, of which at most ten million characters are read.
 *
 * <p>Of HTML it keeps the text that a browser would show on a bright screen, with line breaks where
 * a browser makes them, and says behind a link where it leads if its text does not. Of any text it
 * keeps visible characters alone, in Unicode's form NFC; what looks alike stays as it is, and is
 * only compared as alike. Data URIs are taken out. What reads like an instruction to a model stays,
 * since people may write of such things, but is set within {@code <not-an-instruction>} marks.
 *
 * <p>The kinds of its findings:
 *
 * <ul>
 *   <li>{@code hidden-text}: written to be shown and then hidden from the reader; taken out
 *   <li>{@code invisible-characters}: with how many of which, and what they spell; taken out
 *   <li>{@code instruction}: reads like an instruction to a model; taken out where it was hidden,
 *       else fenced
 *   <li>{@code link}: says another host than it leads to, or leads to code
 *   <li>{@code data-uri}: a file within the text; taken out
 *   <li>{@code too-large}: what is beyond the limits; taken out
 * </ul>
 *
 * <p>Cleaning what is clean changes nothing.
 */
public final class ReaderSanitiser implements Sanitiser {
  private static final int MOST_CHARACTERS = 10_000_000;

  private ReaderSanitiser() {}

  /**
   * A sanitiser.
   *
   * @return the sanitiser
   */
  public static ReaderSanitiser create() {
    return new ReaderSanitiser();
  }

  @Override
  public Clean clean(Untrusted content) {
    Findings findings = new Findings();
    String raw = firstPart(content.text(), findings);
    String text =
        switch (content.format()) {
          case TEXT -> canonical(raw, findings);
          case HTML -> read(raw, findings);
        };
    text = DataUris.without(text, uri -> findings.removed("data-uri", Excerpt.of(uri)));
    List<Span> instructions = Instructions.in(text);
    for (Span instruction : instructions) {
      findings.kept(
          "instruction", Excerpt.of(text.substring(instruction.start(), instruction.end())));
    }
    String source = content.source().isBlank() ? "unknown" : content.source();
    return new Clean(Fence.around(text, instructions), Taint.of(source), findings.list());
  }

  private static String firstPart(String text, Findings findings) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end =
        MOST_CHARACTERS - (Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0);
    findings.removed(
        "too-large",
        "it has " + text.length() + " characters; those after the first " + end + " are left out");
    return text.substring(0, end);
  }

  private static String read(String html, Findings findings) {
    Page page = HtmlReader.read(html);
    if (!page.cut().isEmpty()) {
      findings.removed("too-large", page.cut());
    }
    for (String hidden : page.hidden()) {
      String text = Canonical.of(hidden).text();
      if (!text.isBlank()) {
        findings.removed("hidden-text", Excerpt.of(text));
        hiddenInstructions(text, findings);
      }
    }
    hiddenInstructions(Canonical.of(page.unshown()).text(), findings);
    page.links().forEach(link -> findings.kept("link", Excerpt.of(link)));
    return tidy(canonical(page.text(), findings));
  }

  private static String canonical(String raw, Findings findings) {
    Canonical canonical = Canonical.of(raw);
    Invisible removed = canonical.removed();
    if (!removed.isEmpty()) {
      String spelt = removed.spelt();
      findings.removed(
          "invisible-characters",
          Excerpt.of(removed + (spelt.isEmpty() ? "" : "; they spell: " + spelt)));
      hiddenInstructions(Canonical.of(spelt).text(), findings);
    }
    // Marks that are taken out may bring together what has a shorter form.
    return Canonical.of(Fence.strip(canonical.text())).text();
  }

  private static void hiddenInstructions(String text, Findings findings) {
    for (Span instruction : Instructions.in(text)) {
      findings.removed(
          "instruction", Excerpt.of(text.substring(instruction.start(), instruction.end())));
    }
  }

  /**
   * A page pads with spaces that a reader does not see: at the ends of lines, and in empty ones.
   */
  private static String tidy(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int breaks = 0;
    for (String line : text.split("\n", -1)) {
      String kept = line.stripTrailing();
      if (kept.isEmpty()) {
        breaks++;
      } else {
        if (out.length() > 0) {
          out.append(breaks > 0 ? "\n\n" : "\n");
        }
        out.append(kept);
        breaks = 0;
      }
    }
    return out.toString();
  }
}
