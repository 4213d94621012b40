package macaw.artefacts.s3;

import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the SDK's client from our settings. */
final class S3Clients {
    /** Servers that are not AWS accept any, and this is what they expect when they expect one. */
    private static final String ANY_REGION = "us-east-1";

    private S3Clients() {}

    /** Errors: SETTINGS_INVALID when no region can be found. */
    static S3Client open(S3Location location, S3Limits limits) {
        var pauses = BackoffStrategy.exponentialDelay(limits.firstPause(), limits.longestPause());
        var retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(limits.attempts())
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                // Whoever calls us pauses longer from try to try and never stops; a budget of tries a process would
                // only hide that.
                .circuitBreakerEnabled(false)
                .build();
        var client = S3Client.builder()
                .region(region(location))
                .credentialsProvider(location.credentials()
                        .<software.amazon.awssdk.auth.credentials.AwsCredentialsProvider>map(
                                keys -> StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(keys.accessKey(), keys.secretKey())))
                        .orElseGet(() -> DefaultCredentialsProvider.builder().build()))
                .forcePathStyle(location.pathStyle())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(limits.connect())
                        .socketTimeout(limits.silence()))
                // Uploads carry the SHA-256 that we compute ourselves; trailing checksums are what other servers
                // stumble over.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        service -> service.chunkedEncodingEnabled(false).expectContinueEnabled(false))
                .overrideConfiguration(calls -> calls.retryStrategy(retries).apiCallAttemptTimeout(limits.attempt()));
        location.endpoint().ifPresent(client::endpointOverride);
        return client.build();
    }

    private static Region region(S3Location location) {
        Optional<String> named = location.region().or(() -> location.endpoint().map(other -> ANY_REGION));
        if (named.isPresent()) {
            return Region.of(named.get());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "MACAW_S3_REGION is not set and the environment names no region for " + location,
                    e);
        }
    }
}
