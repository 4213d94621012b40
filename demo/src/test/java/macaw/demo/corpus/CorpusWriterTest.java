package macaw.demo.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.Kind;
import macaw.demo.world.Draw;
import macaw.demo.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusWriterTest {
    private final World world = World.load();
    private final CorpusWriter writer = new CorpusWriter(world, 1);

    @Test
    void aDocumentIsAFunctionOfSeedAndIndex() {
        assertThat(new CorpusWriter(world, 1).document(17)).isEqualTo(writer.document(17));
        assertThat(writer.documents(50).distinct().count()).isGreaterThan(45);
        assertThat(new CorpusWriter(world, 2).documents(20).toList())
                .isNotEqualTo(writer.documents(20).toList());
    }

    @Test
    void theFileHoldsOneJsonTextALineAndTheSameBytesEachTime(@TempDir Path folder) throws IOException {
        writer.write(folder.resolve("a.jsonl"), 30);
        new CorpusWriter(world, 1).write(folder.resolve("b.jsonl"), 30);
        assertThat(Files.readAllLines(folder.resolve("a.jsonl")))
                .hasSize(30)
                .allMatch(line -> line.startsWith("{\"text\":\""));
        assertThat(folder.resolve("a.jsonl")).hasSameBinaryContentAs(folder.resolve("b.jsonl"));
    }

    @Test
    void noInstructionIsFollowedByAnythingButChoresAndInstructions() {
        Set<String> instructions = manyInstructions();
        int seen = 0;
        for (String document : writer.documents(4_000).toList()) {
            List<String> lines = document.lines()
                    .map(line -> line.replaceFirst("^(- |\\d+\\. )", ""))
                    .toList();
            for (int i = 0; i + 1 < lines.size(); i++) {
                if (instructions.contains(lines.get(i))) {
                    String next = lines.get(i + 1);
                    boolean chore = world.chores().contains(next);
                    boolean looksLikeAnInstruction = next.matches("[A-Z].*[.?t]");
                    assertThat(chore || looksLikeAnInstruction).as(document).isTrue();
                    assertThat(next).doesNotContain("Dear ");
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(500);
    }

    @Test
    void documentsOtherThanErrandsHoldNoQuestion() {
        assertThat(writer.documents(3_000).filter(document -> document.contains("?")))
                .allSatisfy(document ->
                        assertThat(document).doesNotContain("In short:").doesNotContain("Dear "));
    }

    private Set<String> manyInstructions() {
        var all = new Instructions(world);
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            Draw draw = Draw.of(3, "test", i);
            texts.add(all.draw(draw.one(Kind.values()), draw.one(Novelty.values()), draw)
                    .text());
        }
        return texts;
    }
}
