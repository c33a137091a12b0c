package dev.aios.benchmarks.vectors;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/** The peer: Lucene's HNSW with its defaults, in one segment, which is how it is fastest. */
final class LuceneVectors implements AutoCloseable {
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  LuceneVectors(Path folder, Source source, int count) throws IOException {
    directory = new MMapDirectory(folder);
    IndexWriterConfig config = new IndexWriterConfig().setRAMBufferSizeMB(2_000);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < count; i++) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField(
                "vector", source.vector(i), VectorSimilarityFunction.DOT_PRODUCT));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
  }

  /** Lucene's k is its beam too: it is asked for the beam, and the first are taken. */
  int[] nearest(float[] question, int most, int beam) {
    try {
      ScoreDoc[] found =
          searcher.search(new KnnFloatVectorQuery("vector", question, beam), most).scoreDocs;
      int[] nearest = new int[found.length];
      for (int i = 0; i < found.length; i++) {
        nearest[i] = found[i].doc; // In one segment, documents have the order of their addition.
      }
      return nearest;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
