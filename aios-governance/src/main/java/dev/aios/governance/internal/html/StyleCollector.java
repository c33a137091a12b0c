package dev.aios.governance.internal.html;

import dev.aios.governance.internal.css.Styles;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeVisitor;

/** Finds the style sheets of a page before it is read: they may stand behind what they style. */
final class StyleCollector implements NodeVisitor {
  private final Styles styles;
  private int templates;
  private int noscripts;

  StyleCollector(Styles styles) {
    this.styles = styles;
  }

  @Override
  public void head(Node node, int depth) {
    if (node.nameIs("template")) {
      templates++;
    } else if (node.nameIs("noscript")) {
      noscripts++;
    } else if (node instanceof Element style && style.nameIs("style")) {
      String type = style.attr("type").strip();
      if (templates == 0 && (type.isEmpty() || type.equalsIgnoreCase("text/css"))) {
        // A titled sheet may be one of several to choose from; noscript depends on the reader.
        boolean certain = noscripts == 0 && !style.hasAttr("title");
        styles.add(style.data(), style.attr("media"), certain);
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node.nameIs("template")) {
      templates--;
    } else if (node.nameIs("noscript")) {
      noscripts--;
    }
  }
}
