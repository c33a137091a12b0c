package dev.aios.benchmarks.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * The peer: Lucene's HNSW with its default degree and beam, in one segment, which is how it is
 * fastest; made by two threads, as the merge is.
 */
final class LuceneVectors implements AutoCloseable {
  private static final int THREADS = 2;
  private static final String VECTOR = "vector";
  private static final String NUMBER = "number";

  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final int[] numbers;

  /** Makes the index of the first so many vectors in an empty folder. */
  static void make(Path folder, Source source, int count)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Directory directory = new MMapDirectory(folder)) {
      IndexWriterConfig config =
          new IndexWriterConfig().setRAMBufferSizeMB(2_000).setCodec(codec(threads));
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        AtomicInteger next = new AtomicInteger();
        Future<?> other = threads.submit(() -> add(writer, source, count, next));
        add(writer, source, count, next);
        other.get();
        writer.forceMerge(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Opens the index of so many vectors. */
  LuceneVectors(Path folder, int count) throws IOException {
    directory = new MMapDirectory(folder);
    reader = DirectoryReader.open(directory);
    if (reader.numDocs() != count || reader.leaves().size() != 1) {
      throw new IllegalStateException(folder + " holds other vectors, or was half made: remove it");
    }
    searcher = new IndexSearcher(reader);
    numbers = new int[count];
    LeafReader only = reader.leaves().get(0).reader();
    NumericDocValues values = only.getNumericDocValues(NUMBER);
    for (int doc = values.nextDoc(); doc != NumericDocValues.NO_MORE_DOCS; doc = values.nextDoc()) {
      numbers[doc] = (int) values.longValue();
    }
  }

  private static Lucene912Codec codec(ExecutorService merging) {
    KnnVectorsFormat format =
        new Lucene99HnswVectorsFormat(
            Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
            Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
            THREADS,
            merging);
    return new Lucene912Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  private static void add(IndexWriter writer, Source source, int count, AtomicInteger next) {
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField(
                VECTOR, source.vector(i), VectorSimilarityFunction.DOT_PRODUCT));
        document.add(new NumericDocValuesField(NUMBER, i));
        writer.addDocument(document);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Lucene's k is its beam too: it is asked for the beam, and the first are taken. */
  int[] nearest(float[] question, int most, int beam) {
    try {
      ScoreDoc[] found =
          searcher.search(new KnnFloatVectorQuery(VECTOR, question, beam), most).scoreDocs;
      int[] nearest = new int[found.length];
      for (int i = 0; i < found.length; i++) {
        nearest[i] = numbers[found[i].doc];
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
