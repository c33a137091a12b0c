package dev.aios.governance.internal.html;

import dev.aios.governance.internal.css.Frame;
import dev.aios.governance.internal.css.Styles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTML as a person sees it. Walks the tree without recursion, so that no nesting overflows
 * the stack. Not thread-safe; one for each page.
 */
public final class HtmlReader implements NodeVisitor {
  /** A tag takes some hundred bytes of memory; no mail or page for people has as many. */
  private static final int MOST_TAGS = 500_000;

  /** Of what is not shown, enough is looked at to find what is aimed at a model. */
  private static final int MOST_UNSHOWN = 1 << 20;

  private static final int MOST_HIDDEN = 1_000;

  /** Never shown, whatever the style says. */
  private static final Set<String> NEVER_SHOWN =
      Set.of(
          "head",
          "script",
          "style",
          "meta",
          "link",
          "template",
          "noscript",
          "title",
          "iframe",
          "noframes",
          "object",
          "embed",
          "applet",
          "audio",
          "video",
          "canvas",
          "datalist",
          "desc",
          "metadata",
          "defs",
          "area",
          "map",
          "param",
          "source",
          "track");

  private static final Set<String> PARAGRAPHS =
      Set.of(
          "p",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "ul",
          "ol",
          "dl",
          "table",
          "blockquote",
          "pre",
          "hr",
          "form",
          "fieldset",
          "section",
          "article");

  private static final Set<String> LINES =
      Set.of(
          "div",
          "li",
          "tr",
          "dt",
          "dd",
          "header",
          "footer",
          "nav",
          "main",
          "aside",
          "address",
          "figure",
          "figcaption",
          "caption",
          "details",
          "summary",
          "dialog",
          "option",
          "legend",
          "body",
          "center",
          "textarea");

  private static final Set<String> SPOKEN =
      Set.of("alt", "title", "aria-label", "aria-description", "placeholder", "value", "content");

  private final Styles styles = new Styles();
  private final Lines out = new Lines();
  private final List<Link> openLinks = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();
  private final StringBuilder hiding = new StringBuilder();
  private final StringBuilder unshown = new StringBuilder();
  private @Nullable Frame frame;
  private int neverShown;
  private int preformatted;

  private HtmlReader() {}

  /**
   * Reads a page.
   *
   * @param html its source; any text is HTML
   * @return what a reader sees, and what not
   */
  public static Page read(String html) {
    String whole = firstTags(html);
    Document document = Jsoup.parse(whole);
    HtmlReader reader = new HtmlReader();
    document.traverse(new StyleCollector(reader.styles));
    document.traverse(reader);
    reader.endHiding();
    String cut =
        reader.styles.areTooComplex()
            ? "its style sheets are too complex to tell what a reader sees: the rest is left out"
            : whole.length() < html.length()
                ? "it has more than " + MOST_TAGS + " tags: the rest is left out"
                : "";
    return new Page(reader.out.text(), reader.hidden, reader.unshown.toString(), reader.links, cut);
  }

  private static String firstTags(String html) {
    int tags = 0;
    for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
      if (++tags > MOST_TAGS) {
        return html.substring(0, at);
      }
    }
    return html;
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof Document) {
      return;
    }
    if (node instanceof Element element) {
      open(element);
    } else if (node instanceof TextNode text) {
      text(text.getWholeText());
    } else if (node instanceof Comment comment) {
      unshown(comment.getData());
    } else if (node instanceof DataNode data) {
      unshown(data.getWholeData());
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element && !(node instanceof Document)) {
      close(element);
    }
  }

  private void open(Element element) {
    frame = Frame.of(element, frame, styles);
    if (element.attributesSize() > 0) {
      spoken(element);
    }
    String tag = element.normalName();
    if (isNeverShown(element, tag)) {
      neverShown++;
    }
    if (tag.equals("pre") || tag.equals("textarea")) {
      preformatted++;
    }
    if (isHidden()) {
      return;
    }
    if (tag.equals("br")) {
      out.newLine();
    } else if (tag.equals("td") || tag.equals("th")) {
      out.column();
    } else if (tag.equals("a") && element.hasAttr("href")) {
      openLinks.add(new Link(element, element.attr("href"), out.length()));
    } else {
      out.separate(gap(tag));
    }
    if (tag.equals("li")) {
      out.bullet();
    }
  }

  /** Texts in attributes are seen by no reader, or only in place of a picture. */
  private void spoken(Element element) {
    for (Attribute attribute : element.attributes()) {
      if (SPOKEN.contains(attribute.getKey())) {
        unshown(attribute.getValue());
      }
    }
  }

  private void close(Element element) {
    String tag = element.normalName();
    if (!openLinks.isEmpty() && openLinks.get(openLinks.size() - 1).element().equals(element)) {
      closeLink(openLinks.remove(openLinks.size() - 1));
    }
    if (!isHidden()) {
      out.separate(gap(tag));
    }
    if (tag.equals("pre") || tag.equals("textarea")) {
      preformatted--;
    }
    if (isNeverShown(element, tag)) {
      neverShown--;
    }
    frame = Objects.requireNonNull(frame, "closed more than was opened").parent();
  }

  private static boolean isNeverShown(Element element, String tag) {
    return NEVER_SHOWN.contains(tag) || (tag.equals("dialog") && !element.hasAttr("open"));
  }

  private static int gap(String tag) {
    return PARAGRAPHS.contains(tag) ? 2 : LINES.contains(tag) ? 1 : 0;
  }

  private boolean isHidden() {
    return neverShown > 0 || styles.areTooComplex() || (frame != null && frame.looks().hidden());
  }

  private void text(String raw) {
    if (neverShown > 0) {
      unshown(raw);
    } else if (isHidden()) {
      if (hiding.length() < MOST_UNSHOWN) {
        hiding.append(raw).append(' ');
      }
    } else if (preformatted > 0) {
      endHiding();
      out.preformatted(raw);
    } else {
      if (!raw.isBlank()) {
        endHiding();
      }
      out.words(raw);
    }
  }

  /** Hidden text that nothing visible interrupts is one piece, however many tags it is cut into. */
  private void endHiding() {
    String text = hiding.toString().strip();
    hiding.setLength(0);
    if (!text.isEmpty() && hidden.size() < MOST_HIDDEN) {
      hidden.add(text);
    }
  }

  private void unshown(String text) {
    int room = MOST_UNSHOWN - unshown.length();
    if (room > 0) {
      unshown.append(text, 0, Math.min(room, text.length())).append('\n');
    }
  }

  private void closeLink(Link link) {
    String text = out.since(link.start());
    String warning = link.warning(text);
    if (!warning.isEmpty()) {
      links.add(warning);
    }
    out.append(link.note(text));
  }
}
