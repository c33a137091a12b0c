package dev.aios.api.policy;

/**
 * Content from outside that must be sanitised before it is embedded or prompted.
 *
 * @param text the content as it came
 * @param format how to read it
 * @param source where it came from, for example {@code mail:a@b.example}; becomes its taint
 */
public record Untrusted(String text, Format format, String source) {
  /** How content is to be read. */
  public enum Format {
    /** Plain text. */
    TEXT,
    /** HTML: only what a reader would see is kept. */
    HTML
  }

  /**
   * Plain text.
   *
   * @param text the content
   * @param source where it came from
   * @return the content, labelled
   */
  public static Untrusted text(String text, String source) {
    return new Untrusted(text, Format.TEXT, source);
  }

  /**
   * HTML.
   *
   * @param html the content
   * @param source where it came from
   * @return the content, labelled
   */
  public static Untrusted html(String html, String source) {
    return new Untrusted(html, Format.HTML, source);
  }
}
