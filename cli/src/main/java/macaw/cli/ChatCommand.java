package macaw.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Callable;
import macaw.cli.systems.Connection;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import macaw.v1.ChatMessage;
import macaw.v1.ChatMessages;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import macaw.v1.SamplingSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Talks to a policy. */
@Command(
        name = "chat",
        description = "Asks a policy and streams its answer; without a PROMPT each line of the input is one.",
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Parameters(index = "0", paramLabel = "POLICY", description = "[namespace/]name[@version|@alias]")
    private String policy = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PROMPT")
    private @Nullable String prompt;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1.0",
            description = "0 takes the likeliest token (default: ${DEFAULT-VALUE})")
    private double temperature;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "default: ${DEFAULT-VALUE}")
    private int maxTokens;

    @Option(names = "--seed", paramLabel = "N", description = "the same seed gives the same answer")
    private @Nullable Long seed;

    @Option(names = "--raw", description = "continue the text as it is, without the chat template")
    private boolean raw;

    @Override
    public Integer call() throws IOException {
        try (Connection connection = Connection.to(Service.GENERATOR, system.running())) {
            GenerationServiceBlockingStub generation = GenerationServiceGrpc.newBlockingStub(connection.channel());
            if (prompt != null) {
                answer(generation, prompt);
                return 0;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    answer(generation, line);
                }
            }
        }
        return 0;
    }

    private void answer(GenerationServiceBlockingStub generation, String text) {
        Iterator<GenerateResponse> pieces = generation.generate(request(text));
        while (pieces.hasNext()) {
            System.out.print(pieces.next().getText());
            System.out.flush();
        }
        System.out.println();
    }

    private GenerateRequest request(String text) {
        GenerateRequest.Builder request = GenerateRequest.newBuilder()
                .setPolicy(policy)
                .setSampling(SamplingSettings.newBuilder()
                        .setTemperature(temperature)
                        .setMaxTokens(maxTokens));
        if (raw) {
            request.setText(text);
        } else {
            request.setMessages(ChatMessages.newBuilder()
                    .addMessages(ChatMessage.newBuilder().setRole("user").setContent(text)));
        }
        if (seed != null) {
            request.setSeed(seed);
        }
        return request.build();
    }
}
