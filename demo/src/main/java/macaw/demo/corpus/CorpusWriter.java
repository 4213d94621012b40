package macaw.demo.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import macaw.demo.prompts.Instructions;
import macaw.demo.world.Draw;
import macaw.demo.world.World;

/**
 * Writes the text that the base model is trained on: everyday documents of about forty tokens. Instructions occur in it only as
 * items of to-do lists and exam sheets and are never followed by an answer, so that a model of it knows the world and knows
 * instructions, and does not follow them. Held-out templates and fillings occur in it like all others.
 *
 * <p>Document {@code index} is a function of (seed, index); nothing is kept between two documents.
 */
public final class CorpusWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed;
    private final Map<Document, Integer> documents = new LinkedHashMap<>();
    private final double[] weights;

    /** A kind of document. */
    interface Document {
        String write(Draw draw);
    }

    public CorpusWriter(World world, long seed) {
        this.seed = seed;
        var errands = new Errands(new Instructions(world), world);
        documents.put(errands::toDoList, 16);
        documents.put(errands::examSheet, 12);
        var lists = new Lists(world);
        documents.put(lists::shoppingList, 14);
        documents.put(lists::groceries, 6);
        documents.put(lists::members, 11);
        documents.put(lists::packing, 5);
        documents.put(lists::recipe, 9);
        var letters = new Letters(world);
        documents.put(letters::note, 12);
        documents.put(letters::letter, 8);
        documents.put(letters::guests, 8);
        var reports = new Reports(world);
        documents.put(reports::explanation, 13);
        documents.put(reports::news, 14);
        documents.put(reports::scene, 17);
        documents.put(reports::diary, 7);
        weights = documents.values().stream().mapToDouble(Integer::doubleValue).toArray();
    }

    /** Document number {@code index}, without line break at its end. */
    public String document(long index) {
        Draw draw = Draw.of(seed, "corpus", index);
        return List.copyOf(documents.keySet()).get(draw.weighted(weights)).write(draw);
    }

    /** The first {@code count} documents, written as they are asked for. */
    public Stream<String> documents(long count) {
        return LongStream.range(0, count).mapToObj(this::document);
    }

    /** Writes the first {@code count} documents as lines {@code {"text": …}}. */
    public void write(Path file, long count) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long index = 0; index < count; index++) {
                writer.write(JSON.writeValueAsString(Map.of("text", document(index))));
                writer.write('\n');
            }
        }
    }
}
