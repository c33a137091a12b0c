package dev.aios.core.internal.seal;

import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Debounced;
import dev.aios.api.run.ErasedRuns;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs of which those that begin are about somebody, whoever starts them. Thread-safe. */
record RunsAbout(Runs runs, Collection<String> about) implements Runs {
  @Override
  public void register(Saga<?, ?> saga) {
    runs.register(saga);
  }

  @Override
  public <I, O> Run<O> start(Saga<I, O> saga, I input, String key, StartOptions options) {
    return runs.start(saga, input, key, options == null ? options : options.about(about));
  }

  @Override
  public <I, O> RunId debounce(Saga<I, O> saga, I input, String key, Debounce when) {
    return runs.debounce(
        saga, input, key, when == null ? when : when.options(when.options().about(about)));
  }

  @Override
  public List<Debounced> debounced(int limit) {
    return runs.debounced(limit);
  }

  @Override
  public Optional<RunStatus> find(RunId id) {
    return runs.find(id);
  }

  @Override
  public Run<Object> get(RunId id) {
    return runs.get(id);
  }

  @Override
  public List<RunStatus> list(@Nullable RunState state, int limit) {
    return runs.list(state, limit);
  }

  @Override
  public List<Checkpoint> history(RunId id) {
    return runs.history(id);
  }

  @Override
  public RunSnapshot at(RunId id, long checkpoint) {
    return runs.at(id, checkpoint);
  }

  @Override
  public Run<Object> fork(Fork fork) {
    return runs.fork(fork);
  }

  @Override
  public void export(RunId id, Path file) {
    runs.export(id, file);
  }

  @Override
  public RunId importRun(Path file) {
    return runs.importRun(file);
  }

  @Override
  public List<RunId> about(String subject) {
    return runs.about(subject);
  }

  @Override
  public ErasedRuns erase(RunId id) {
    return runs.erase(id);
  }

  @Override
  public ErasedRuns erase(Collection<RunId> ids) {
    return runs.erase(ids);
  }

  @Override
  public ErasedRuns eraseAbout(Collection<String> subjects) {
    return runs.eraseAbout(subjects);
  }

  @Override
  public void migrate(RunId id, int version) {
    runs.migrate(id, version);
  }
}
