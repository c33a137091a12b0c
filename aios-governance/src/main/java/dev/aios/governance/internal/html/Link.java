package dev.aios.governance.internal.html;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * A link, once its text is known.
 *
 * @param element the element
 * @param href where it leads, as written
 * @param start where its text begins
 */
record Link(Element element, String href, int start) {
  private static final int MOST_SHOWN = 100;
  private static final int MOST_READ = 4_000;

  /** Slashes and backslashes are one to a browser, and it does not count them. */
  private static final Pattern WEB =
      Pattern.compile(
          "(?:https?:)?[/\\\\]{2,9}([^/?#\\\\]{0,500})([^?#]{0,2000}).*", Pattern.DOTALL);

  private static final Pattern NAMES_A_HOST =
      Pattern.compile(
          "(?:https?://)?((?:[\\p{L}\\d-]{1,63}\\.){1,10}\\p{L}{2,24})(?:[/:?#]\\S{0,2000})?");

  private static final Pattern NAMES_A_FILE =
      Pattern.compile(
          "[^/]*\\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|md|html?|json|xml|zip|png|jpe?g|gif|svg"
              + "|ics|js|eml|mp3|mp4)");

  /** What is said of it behind its text: where it leads, if its text does not say so. */
  String note(String text) {
    String target = shown();
    if (target.isEmpty() || text.isEmpty()) {
      return "";
    }
    String said = text.toLowerCase(Locale.ROOT);
    String host = host(target());
    boolean says =
        host.isEmpty()
            ? said.contains(target.substring(target.indexOf(':') + 1).toLowerCase(Locale.ROOT))
            : bare(host).equals(bare(hostNamedBy(said)));
    return says ? "" : " (link: " + target + ")";
  }

  /** What is wrong with it, or empty: a text that names another host, a target that is code. */
  String warning(String text) {
    String target = target();
    if (target.startsWith("javascript:")
        || target.startsWith("data:")
        || target.startsWith("vbscript:")) {
      return "leads to " + cut(target);
    }
    String named = hostNamedBy(text.toLowerCase(Locale.ROOT));
    String host = host(target);
    return named.isEmpty() || host.isEmpty() || bare(named).equals(bare(host))
        ? ""
        : "says " + named + " and leads to " + host;
  }

  /** The target as browsers read it: without white space and control characters. */
  private String target() {
    StringBuilder out = new StringBuilder(Math.min(href.length(), MOST_READ));
    for (int i = 0; i < href.length() && out.length() < MOST_READ; i++) {
      char c = href.charAt(i);
      if (c > ' ' && !Character.isISOControl(c)) {
        out.append(c);
      }
    }
    String target = out.toString();
    int colon = target.indexOf(':');
    return colon < 0
        ? target
        : target.substring(0, colon).toLowerCase(Locale.ROOT) + target.substring(colon);
  }

  /** Without the query: it says nothing to a reader, and much could be hidden there. */
  private String shown() {
    String target = target();
    Matcher web = WEB.matcher(target);
    if (web.matches()) {
      return cut(host(target) + (web.group(2).equals("/") ? "" : web.group(2)));
    }
    if (target.startsWith("mailto:") || target.startsWith("tel:")) {
      int query = target.indexOf('?');
      return cut(query < 0 ? target : target.substring(0, query));
    }
    return "";
  }

  /** The host of an address; empty for what is not on the web. */
  private static String host(String target) {
    Matcher web = WEB.matcher(target);
    if (!web.matches()) {
      return "";
    }
    String authority = web.group(1);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int port = host.indexOf(':');
    return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
  }

  /** The host that a text names, if the text is an address and nothing more. */
  private static String hostNamedBy(String text) {
    Matcher named = NAMES_A_HOST.matcher(text);
    return named.matches() && !NAMES_A_FILE.matcher(text).matches() ? named.group(1) : "";
  }

  private static String bare(String host) {
    return host.startsWith("www.") ? host.substring(4) : host;
  }

  private static String cut(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
