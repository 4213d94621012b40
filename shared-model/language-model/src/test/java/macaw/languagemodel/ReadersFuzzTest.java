package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.languagemodel.gguf.GgufCheckpoint;
import macaw.languagemodel.lora.MergedCheckpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sound files with something broken in them, thousands of times, the same each time: every one is read or refused with a
 * code of its reader, and none ends the process. What bounds the work are the readers' own limits.
 */
class ReadersFuzzTest {
    private static final int CASES = 300;
    private static final int MANY_CASES = 20_000;
    private static final Set<ErrorCode> OF_CHECKPOINTS = Set.of(
            ErrorCode.CHECKPOINT_INVALID,
            ErrorCode.CONFIG_UNSUPPORTED,
            ErrorCode.SAFETENSORS_INVALID,
            ErrorCode.GGUF_INVALID,
            ErrorCode.TENSOR_MISMATCH,
            ErrorCode.WEIGHTS_NOT_FINITE,
            ErrorCode.TOKENIZER_INVALID,
            ErrorCode.TEMPLATE_INVALID);

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    @TempDir
    Path dir;

    private interface Reading {
        void read() throws IOException;
    }

    @Test
    void safetensors() throws Exception {
        fuzzSafetensors(CASES);
    }

    @Test
    @Tag("slow")
    void safetensorsForLong() throws Exception {
        fuzzSafetensors(MANY_CASES);
    }

    @Test
    void gguf() throws Exception {
        fuzzGguf(CASES / 3);
    }

    @Test
    @Tag("slow")
    void ggufForLong() throws Exception {
        fuzzGguf(MANY_CASES);
    }

    @Test
    void config() throws Exception {
        fuzzConfig(CASES);
    }

    @Test
    @Tag("slow")
    void configForLong() throws Exception {
        fuzzConfig(MANY_CASES);
    }

    @Test
    void tokenizer() throws Exception {
        fuzzTokenizer(CASES);
    }

    @Test
    @Tag("slow")
    void tokenizerForLong() throws Exception {
        fuzzTokenizer(MANY_CASES);
    }

    @Test
    void adapters() throws Exception {
        fuzzAdapters(CASES);
    }

    @Test
    @Tag("slow")
    void adaptersForLong() throws Exception {
        fuzzAdapters(MANY_CASES);
    }

    private void fuzzAdapters(int cases) throws Exception {
        Path sound = Fixtures.checkpoint("lora/llama_reward");
        byte[] config = Files.readAllBytes(sound.resolve("adapter_config.json"));
        byte[] weights = Files.readAllBytes(sound.resolve("adapter_model.safetensors"));
        int header = 8
                + (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        Path merged = Files.createDirectory(dir.resolve("merged"));
        Reading reading = () -> {
            clear(merged);
            MergedCheckpoint.write(Fixtures.checkpoint("llama_reward"), dir, merged, 1 << 22);
            Checkpoint.open(merged).close();
        };
        Files.write(dir.resolve("adapter_model.safetensors"), weights);
        fuzz(cases / 2, 7, config, config.length, dir.resolve("adapter_config.json"), reading);
        Files.write(dir.resolve("adapter_config.json"), config);
        fuzz(cases / 2, 8, weights, header, dir.resolve("adapter_model.safetensors"), reading);
    }

    private void fuzzSafetensors(int cases) throws Exception {
        Path sound = Fixtures.checkpoint("llama_bf16");
        for (String name : List.of("config.json", "generation_config.json")) {
            Files.copy(sound.resolve(name), dir.resolve(name));
        }
        byte[] weights = Files.readAllBytes(sound.resolve("model.safetensors"));
        int header = 8
                + (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        Path file = dir.resolve("model.safetensors");
        fuzz(cases, 1, weights, header, file, () -> {
            try (Checkpoint checkpoint = Checkpoint.open(dir)) {
                checkpoint
                        .names()
                        .forEach(tensor -> assertThat(checkpoint.floats(tensor)).isNotEmpty());
            }
        });
    }

    private void fuzzGguf(int cases) throws Exception {
        for (String name : List.of("llama_bf16", "gemma2")) {
            byte[] sound = Files.readAllBytes(Fixtures.gguf(name));
            Path folder = Files.createDirectory(dir.resolve(name));
            // the header and the first of the weights
            fuzz(cases / 2, 2, sound, Math.min(sound.length, 14_000), dir.resolve("made.gguf"), () -> {
                clear(folder);
                GgufCheckpoint.write(dir.resolve("made.gguf"), folder, 1 << 22);
                Checkpoint.open(folder).close();
                use(folder);
            });
        }
    }

    private void fuzzConfig(int cases) throws Exception {
        List<String> names =
                List.of("llama3_rope", "gemma2", "gpt2", "gpt_neox", "phi3_sliding", "qwen3", "mistral_v4");
        for (String name : names) {
            byte[] sound = Files.readAllBytes(Fixtures.checkpoint(name).resolve("config.json"));
            fuzz(cases / names.size(), 3, sound, sound.length, dir.resolve("config.json"), () -> {
                ModelConfig config = ModelConfig.read(dir);
                assertThat(config.tensors().shapes()).isNotEmpty();
                Path copy = Files.createDirectories(dir.resolve("copy"));
                config.write(copy);
                assertThat(ModelConfig.read(copy).layers()).isEqualTo(config.layers());
            });
        }
    }

    private void fuzzTokenizer(int cases) throws Exception {
        BpeTrainer.train(Stream.of("the hand and the land", "that and this"), 275, BytePairEncoding.CONVERSATION_TOKENS)
                .write(dir);
        byte[] config = Files.readAllBytes(dir.resolve("tokenizer_config.json"));
        fuzz(cases / 3, 4, config, config.length, dir.resolve("tokenizer_config.json"), () -> use(dir));
        Files.write(dir.resolve("tokenizer_config.json"), config);
        fuzzTokenizerFile(cases / 3, Files.readAllBytes(dir.resolve("tokenizer.json")), 5);
        Files.delete(dir.resolve("tokenizer_config.json"));
        fuzzTokenizerFile(cases / 3, PIECES.getBytes(StandardCharsets.UTF_8), 6);
    }

    private void fuzzTokenizerFile(int cases, byte[] sound, int seed) throws Exception {
        fuzz(cases, seed, sound, sound.length, dir.resolve("tokenizer.json"), () -> use(dir));
    }

    /** A SentencePiece-like file with some of everything that a tokenizer.json can hold. */
    private static final String PIECES = """
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":[
              {"id":0,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
              {"id":1,"content":"<s>","single_word":false,"lstrip":false,"rstrip":true,"normalized":false,"special":true}],
            "normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Prepend","prepend":"▁"},
              {"type":"Replace","pattern":{"String":" "},"content":"▁"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}]},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\\\p{N}{1,3}"},
              "behavior":"Isolated","invert":false},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
              {"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
              "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
              {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
            "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,"end_of_word_suffix":null,
              "fuse_unk":true,"byte_fallback":true,"ignore_merges":false,
              "vocab":{"<unk>":0,"<s>":1,"▁":2,"a":3,"b":4,"▁a":5,"ab":6,"<0x41>":7},"merges":[["▁","a"],["a","b"]]}}
            """;

    private static void use(Path folder) {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            int[] ids = tokenizer.encode("the hand  ab 123 é\n<s>日本");
            tokenizer.decode(ids);
            ChatTemplate.open(folder).encodePrompt(tokenizer, List.of(Message.user("the <s> hand")));
        }
    }

    private void fuzz(int cases, long seed, byte[] sound, int end, Path file, Reading reading) throws Exception {
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        Mutations mutations = new Mutations(seed);
        long slowest = 0;
        int slowestCase = 0;
        for (int i = 0; i < cases; i++) {
            byte[] broken = mutations.of(sound, end);
            Files.write(file, broken);
            long began = CLOCK.getCurrentThreadCpuTime();
            try {
                reading.read();
                outcomes.merge("read", 1, Integer::sum);
            } catch (CodedException e) {
                assertThat(OF_CHECKPOINTS).as("case %d: %s", i, e).contains(e.code());
                outcomes.merge(e.code().name(), 1, Integer::sum);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("case " + i + " of seed " + seed + " ends in " + e, e);
            }
            long taken = CLOCK.getCurrentThreadCpuTime() - began;
            if (taken > slowest) {
                slowest = taken;
                slowestCase = i;
            }
        }
        System.out.printf(
                "%s of seed %d: %s, the slowest of %d took %.1f ms of the processor (case %d)%n",
                file.getFileName(), seed, outcomes, cases, slowest / 1e6, slowestCase);
        assertThat(outcomes).as("what came of them").hasSizeGreaterThan(1);
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
