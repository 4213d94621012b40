package macaw.demo.cycle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import macaw.demo.prompts.Instruction;
import macaw.demo.world.Draw;
import macaw.v1.ChatMessage;
import macaw.v1.ChatMessages;
import macaw.v1.FinishReason;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.SamplingSettings;
import macaw.v1.TokenIds;
import macaw.v1.VersionRef;

/**
 * Has a policy answer prompts. A policy that was fine-tuned gets the prompt through its chat template; the base model, which
 * never saw one, gets the prompt and a line break as the beginning of a document.
 */
final class Answering {
    private final Services services;
    private final long seed;

    Answering(Services services, long seed) {
        this.services = services;
        this.seed = seed;
    }

    /** A policy under test. */
    record Contestant(String name, VersionRef version, boolean chats) {}

    /** One answer with its tokens and their log-probabilities. */
    record Answered(String text, List<Integer> tokens, double logProbability, boolean ended) {}

    /** {@code n} answers at that temperature; the same for the same seed. */
    List<Answered> answer(Contestant contestant, Instruction instruction, double temperature, int n) {
        var request = GenerateRequest.newBuilder()
                .setPolicy(VersionNames.of(contestant.version()))
                .setN(n)
                .setSeed(drawSeed(instruction))
                .setSampling(SamplingSettings.newBuilder()
                        .setTemperature(temperature)
                        .setMaxTokens(DemoSettings.MAX_TOKENS));
        if (contestant.chats()) {
            request.setMessages(messages(instruction));
        } else {
            request.setText(instruction.text() + "\n");
        }
        List<Collected> samples =
                IntStream.range(0, n).mapToObj(i -> new Collected()).toList();
        Iterator<GenerateResponse> responses = services.generation().generate(request.build());
        responses.forEachRemaining(response -> samples.get(response.getSample()).add(response));
        return samples.stream().map(Collected::answered).toList();
    }

    static ChatMessages messages(Instruction instruction) {
        return ChatMessages.newBuilder()
                .addMessages(ChatMessage.newBuilder().setRole("user").setContent(instruction.text()))
                .build();
    }

    static TokenIds tokens(Answered answered) {
        return TokenIds.newBuilder().addAllIds(answered.tokens()).build();
    }

    private long drawSeed(Instruction instruction) {
        return Draw.of(
                        seed,
                        "answering",
                        instruction.text().toLowerCase(Locale.ROOT).hashCode())
                .between(0, Integer.MAX_VALUE - 1);
    }

    /** A sample as its parts come in. */
    private static final class Collected {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> tokens = new ArrayList<>();
        private double logProbability;
        private boolean ended;

        private void add(GenerateResponse response) {
            text.append(response.getText());
            tokens.addAll(response.getTokensList());
            response.getLogprobsList().forEach(value -> logProbability += value);
            if (response.hasFinished()) {
                ended = response.getFinished().getReason() == FinishReason.FINISH_REASON_EOS;
            }
        }

        private Answered answered() {
            return new Answered(text.toString(), List.copyOf(tokens), logProbability, ended);
        }
    }
}
