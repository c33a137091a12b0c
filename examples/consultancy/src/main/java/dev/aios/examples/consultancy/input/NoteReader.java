package dev.aios.examples.consultancy.input;

import dev.aios.examples.consultancy.input.NoteFields.Field;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Reads meeting notes in Markdown. Date, client and attendees come from front matter, from a line
 * such as {@code Date: …}, or (the date) from the first heading or the file's name; decisions and
 * actions from the list under a heading or line of that name.
 */
final class NoteReader {
  private static final Parser MARKDOWN =
      Parser.builder().extensions(List.of(YamlFrontMatterExtension.create())).build();

  private static final TextContentRenderer PLAIN =
      TextContentRenderer.builder().lineBreakRendering(LineBreakRendering.COMPACT).build();

  private static final Pattern FRONT_MATTER =
      Pattern.compile(
          "\\A---[ \\t]*\\R(?:.*?\\R)?(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)", Pattern.DOTALL);

  private static final Pattern LABEL = Pattern.compile("(\\p{L}[\\p{L} ]{1,25}):\\s*(.*)");
  private static final Pattern TASK_BOX = Pattern.compile("^\\[[ xX]]\\s*");
  private static final Pattern COMMA_OUTSIDE_BRACKETS = Pattern.compile("[,;](?![^(]*\\))");

  private final String file;
  private final Consumer<Problem> problems;

  NoteReader(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  Note read(String content) {
    String markdown = content;
    if (content.startsWith("---") && !FRONT_MATTER.matcher(content).find()) {
      problems.accept(
          new Problem(file, "line 1", "opens a front matter that never closes: read as text"));
      markdown = content.substring(3);
    }
    Node document = parse(markdown);
    NoteFields fields = new NoteFields();
    readFrontMatter(document, fields);
    String heading = readBlocks(document, fields);
    return new Note(
        file,
        fields.first(Field.TITLE).orElse(heading.isEmpty() ? baseName() : heading),
        date(fields, heading),
        fields.first(Field.CLIENT).orElse(""),
        fields.all(Field.ATTENDEES).stream().flatMap(NoteReader::people).distinct().toList(),
        fields.all(Field.DECISIONS),
        fields.all(Field.ACTIONS),
        FRONT_MATTER.matcher(markdown).replaceFirst("").strip());
  }

  private Node parse(String markdown) {
    try {
      return MARKDOWN.parse(markdown);
    } catch (RuntimeException e) {
      // The extension does not survive a value that is a single quote.
      problems.accept(new Problem(file, "line 1", "has a front matter that is damaged: left out"));
      return MARKDOWN.parse(FRONT_MATTER.matcher(markdown).replaceFirst(""));
    }
  }

  private static void readFrontMatter(Node document, NoteFields fields) {
    YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
    document.accept(visitor);
    visitor
        .getData()
        .forEach(
            (key, values) ->
                Field.of(key).ifPresent(field -> values.forEach(v -> fields.add(field, v))));
  }

  /** Reads headings, labelled lines and the lists under them. Returns the first heading. */
  private static String readBlocks(Node document, NoteFields fields) {
    String heading = "";
    Optional<Field> under = Optional.empty();
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        String text = PLAIN.render(node).strip();
        heading = heading.isEmpty() ? text : heading;
        under = Field.of(text.replaceFirst(":$", ""));
      } else if (node instanceof Paragraph) {
        under = readLines(PLAIN.render(node), fields);
      } else if (node instanceof ListBlock && under.isPresent()) {
        for (Node item = node.getFirstChild(); item != null; item = item.getNext()) {
          fields.add(under.get(), TASK_BOX.matcher(text(item)).replaceFirst(""));
        }
      }
    }
    return heading;
  }

  /** A list item in one line. */
  private static String text(Node item) {
    StringJoiner text = new StringJoiner(" ");
    for (Node child = item.getFirstChild(); child != null; child = child.getNext()) {
      text.add(PLAIN.render(child).strip().replace('\n', ' '));
    }
    return text.toString();
  }

  /** Reads lines such as {@code Date: …}. Returns what a list under the last line would tell. */
  private static Optional<Field> readLines(String paragraph, NoteFields fields) {
    Optional<Field> under = Optional.empty();
    for (String line : paragraph.lines().toList()) {
      Matcher label = LABEL.matcher(line.strip());
      Optional<Field> field = label.matches() ? Field.of(label.group(1)) : Optional.empty();
      field.ifPresent(f -> fields.add(f, label.group(2)));
      under = field;
    }
    return under;
  }

  private @Nullable LocalDate date(NoteFields fields, String heading) {
    Optional<String> said = fields.first(Field.DATE);
    Optional<LocalDate> date =
        said.flatMap(Dates::find).or(() -> Dates.find(heading)).or(() -> Dates.find(baseName()));
    if (date.isEmpty()) {
      problems.accept(new Problem(file, "", "says no day: kept without one"));
    } else if (said.isPresent() && Dates.find(said.get()).isEmpty()) {
      String what = "'" + said.get() + "' is no day: " + date.get() + " is taken instead";
      problems.accept(new Problem(file, "", what));
    }
    return date.orElse(null);
  }

  private static Stream<String> people(String line) {
    String list = line.replaceFirst("^\\[", "").replaceFirst("]$", "");
    return COMMA_OUTSIDE_BRACKETS.splitAsStream(list).map(String::strip).filter(p -> !p.isEmpty());
  }

  private String baseName() {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
  }
}
