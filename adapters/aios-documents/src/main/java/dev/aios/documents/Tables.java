package dev.aios.documents;

import dev.aios.documents.Gathered.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables with a header, separated by commas, semicolons or tabs: a row is a passage. */
final class Tables {
  private static final char[] OTHERS = {';', '\t'};
  private static final int MAX_COLUMNS = 1_000;
  private static final int MAX_ROW = 1_000_000;

  private Tables() {}

  static void read(byte[] bytes, Gathered to) throws IOException {
    String text = Texts.decode(bytes, StandardCharsets.UTF_8, to);
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter(text))
            .setIgnoreEmptyLines(true)
            .setTrailingData(true)
            .setLenientEof(true)
            .get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      Iterator<CSVRecord> rows = parser.iterator();
      if (!rows.hasNext()) {
        return;
      }
      List<String> header = rows.next().toList();
      if (header.size() > MAX_COLUMNS) {
        to.problem("has " + header.size() + " columns, the most is " + MAX_COLUMNS + ": not read");
        return;
      }
      while (rows.hasNext()) {
        row(header, rows.next(), to);
      }
    }
  }

  private static void row(List<String> header, CSVRecord row, Gathered to) {
    if (row.size() != header.size()) {
      to.problem(
          "(row "
              + row.getRecordNumber()
              + ") has "
              + row.size()
              + " fields, the header "
              + header.size()
              + ": left out");
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < header.size(); i++) {
      String field = row.get(i).strip();
      if (!field.isEmpty()) {
        text.append(header.get(i).strip()).append(": ").append(field).append('\n');
      }
    }
    if (text.length() > MAX_ROW) {
      to.problem(
          "(row " + row.getRecordNumber() + ") has more than " + MAX_ROW + " characters: left out");
      return;
    }
    String id = to.file() + "/row-" + row.getRecordNumber();
    to.text(new Found(id, to.file(), "", null, Map.of(), null), text.toString());
  }

  private static char delimiter(String text) {
    int feed = text.indexOf('\n');
    String header = text.substring(0, Math.min(10_000, feed < 0 ? text.length() : feed));
    char best = ',';
    for (char candidate : OTHERS) {
      if (count(header, candidate) > count(header, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char c) {
    return text.chars().filter(each -> each == c).count();
  }
}
