/** Files as passages for recall: text, Markdown, HTML, mail, calendars, tables, JSON, PDF. */
module dev.aios.documents {
  exports dev.aios.documents;

  requires transitive dev.aios.api;
  requires static org.jspecify;
  requires apache.mime4j.core;
  requires apache.mime4j.dom;
  requires net.sf.biweekly;
  requires com.fasterxml.jackson.databind;
  requires org.apache.commons.csv;
  requires org.apache.pdfbox;
}
