package macaw.trainer.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import macaw.trainer.history.Samples.Sample;

/** A history as files: {@code metrics.jsonl}, one object a step with its figures beside {@code step} and {@code time}, and {@code samples.json}. */
public final class HistoryFiles {
    /** The figures. */
    public static final String METRICS = "metrics.jsonl";
    /** The samples; missing where a run samples nothing. */
    public static final String SAMPLES = "samples.json";
    /** Both. */
    public static final Set<String> ALL = Set.of(METRICS, SAMPLES);

    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFiles() {}

    /** Writes both into an existing directory. */
    public static void write(Path directory, History history) throws IOException {
        try (Writer out = Files.newBufferedWriter(directory.resolve(METRICS))) {
            for (StepFigures step : history.after(0, 1)) {
                out.write(line(step));
                out.write('\n');
            }
        }
        Optional<Samples> samples = history.samples();
        if (samples.isPresent()) {
            Files.writeString(directory.resolve(SAMPLES), json(samples.get()));
        }
    }

    /** Reads what {@link #write} wrote; a checkpoint of an older trainer has neither file and no history. */
    public static History read(Path directory) throws IOException {
        Path metrics = directory.resolve(METRICS);
        Path samples = directory.resolve(SAMPLES);
        List<StepFigures> steps = new ArrayList<>();
        if (Files.exists(metrics)) {
            try (BufferedReader in = Files.newBufferedReader(metrics)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    steps.add(step(line));
                }
            }
        }
        return new History(
                steps, Files.exists(samples) ? Optional.of(samples(Files.readString(samples))) : Optional.empty());
    }

    /** A step as one line of JSON, without its newline. */
    public static String line(StepFigures step) {
        ObjectNode root = JSON.createObjectNode();
        root.put(StepFigures.STEP, step.step());
        root.put(StepFigures.TIME, step.time().toString());
        step.figures().forEach(root::put);
        return root.toString();
    }

    /** The step of a line. */
    public static StepFigures step(String line) throws IOException {
        JsonNode root = JSON.readTree(line);
        TreeMap<String, Double> figures = new TreeMap<>();
        root.properties().forEach(figure -> {
            if (!figure.getKey().equals(StepFigures.STEP) && !figure.getKey().equals(StepFigures.TIME)) {
                figures.put(figure.getKey(), figure.getValue().asDouble());
            }
        });
        return new StepFigures(
                root.required(StepFigures.STEP).asLong(),
                Instant.parse(root.required(StepFigures.TIME).asText()),
                figures);
    }

    private static String json(Samples samples) {
        try {
            return JSON.writeValueAsString(samples);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Samples samples(String json) throws IOException {
        JsonNode root = JSON.readTree(json);
        List<Sample> samples = new ArrayList<>();
        for (JsonNode each : root.required("samples")) {
            samples.add(new Sample(
                    each.required("rolloutId").asText(),
                    each.required("prompt").asText(),
                    each.required("answer").asText(),
                    each.required("score").asDouble(),
                    each.required("ended").asBoolean()));
        }
        return new Samples(root.required("step").asLong(), samples);
    }
}
