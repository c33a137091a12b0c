package dev.aios.documents;

import dev.aios.api.memory.Passage.Said;
import dev.aios.documents.Gathered.Found;
import java.io.IOException;
import java.time.Instant;
import java.util.Calendar;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/** PDF: a page is a passage, and stands between those before and after it. */
final class Pages {
  private Pages() {}

  static void read(byte[] bytes, Gathered to) throws IOException {
    try (PDDocument document = Loader.loadPDF(bytes)) {
      String name = document.getDocumentInformation().getTitle();
      String title = name == null || name.isBlank() ? to.file() : name.strip();
      Calendar written = document.getDocumentInformation().getCreationDate();
      Instant time = written == null ? null : written.toInstant();
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setSortByPosition(true);
      int empty = 0;
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        String text = stripper.getText(document);
        empty += text.isBlank() ? 1 : 0;
        to.text(
            new Found(
                to.file() + "/page-" + page,
                to.file(),
                title,
                time,
                Map.of("page", Integer.toString(page)),
                new Said(to.source() + ":" + to.file(), page, "")),
            text);
      }
      if (empty > 0) {
        to.problem("has " + empty + " pages without text, perhaps scanned: they are left out");
      }
    } catch (InvalidPasswordException e) {
      to.problem("is encrypted: not read");
    }
  }
}
