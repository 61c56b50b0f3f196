// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.truckroll.shared.Problem;

/** The REST interface of models (api 5b) over real HTTP, on a server that holds nothing else. */
@SpringBootTest(
        classes = ModelsHttpIT.Server.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:models-http;DB_CLOSE_DELAY=-1",
            "spring.flyway.baseline-on-migrate=true",
            "spring.flyway.baseline-version=0",
            "camunda.bpm.auto-deployment-enabled=false",
            "camunda.bpm.job-execution.enabled=false",
            "management.endpoint.health.show-details=always"
        })
@DirtiesContext
class ModelsHttpIT {

    @EnableAutoConfiguration(
            exclude = {
                SecurityAutoConfiguration.class,
                UserDetailsServiceAutoConfiguration.class,
                OAuth2ResourceServerAutoConfiguration.class,
                ManagementWebSecurityAutoConfiguration.class
            })
    @ComponentScan
    @ComponentScan(
            basePackageClasses = Problem.class,
            useDefaultFilters = false,
            includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*ProblemHandler"))
    @ConfigurationPropertiesScan
    static class Server {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        @Primary
        ModelFiles sampleModelFiles(ModelSettings settings) {
            return new ModelFiles(Path.of(String.valueOf(settings.directory())), List.of(SampleModels.PATTERN));
        }

        @Bean
        ModelVocabulary modelVocabulary() {
            return SampleModels.VOCABULARY;
        }
    }

    @TempDir
    private static Path directory;

    @Autowired
    private TestRestTemplate http;

    @DynamicPropertySource
    static void useDirectory(DynamicPropertyRegistry properties) {
        SampleModels.NAMES.forEach(name -> SampleModels.write(directory, name, SampleModels.read(name)));
        properties.add("truckroll.models.directory", directory::toString);
    }

    @BeforeEach
    void restoreModels() {
        SampleModels.NAMES.forEach(name -> SampleModels.write(directory, name, SampleModels.read(name)));
        assertThat(http.postForEntity("/api/v1/models:rescan", null, JsonNode.class)
                        .getStatusCode()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void tellsCurrentRelease() {
        var release = http.getForObject("/api/v1/models", JsonNode.class);

        assertThat(release.path("id").isTextual()).isTrue();
        assertThat(release.path("deploymentId").asText()).isNotEmpty();
        assertThat(release.path("deployedAt").asText()).endsWith("Z");
        assertThat(names(release)).containsAll(SampleModels.NAMES);
        assertThat(release.path("files").get(0).path("sha256").asText()).hasSize(64);
        assertThat(release.path("problems")).isEmpty();
        assertThat(http.getForObject("/actuator/health", JsonNode.class)
                        .at("/components/models/status")
                        .asText())
                .isEqualTo("UP");
    }

    @Test
    void refusesBrokenSetWithProblemsAndKeepsRelease() {
        var before = http.getForObject("/api/v1/models", JsonNode.class).path("id");
        SampleModels.write(directory, SampleModels.ORDER, "<broken");

        var answer = http.postForEntity("/api/v1/models:rescan", null, JsonNode.class);

        assertThat(answer.getStatusCode().value()).isEqualTo(422);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        var body = answer.getBody();
        assertThat(body).isNotNull();
        assertThat(body.path("type").asText()).isEqualTo("urn:truckroll:problem:models-refused");
        assertThat(body.path("problems").get(0).path("file").asText()).isEqualTo(SampleModels.ORDER);
        assertThat(body.path("problems").get(0).path("whatToDo").asText()).isNotEmpty();
        var after = http.getForObject("/api/v1/models", JsonNode.class);
        assertThat(after.path("id")).isEqualTo(before);
        assertThat(after.path("problems")).isNotEmpty();
    }

    @Test
    void checksUploadedFilesWithinTheSet() {
        var broken = SampleModels.changed(SampleModels.TABLE, "\"FIRST\"", "\"ANY\"");

        var body = upload(part(SampleModels.TABLE, broken), part("notes.txt", "hello"));

        assertThat(body.path("problems").findValuesAsText("file")).containsExactly("notes.txt", SampleModels.TABLE);
        assertThat(http.getForObject("/api/v1/models", JsonNode.class).path("problems"))
                .isEmpty();
    }

    @Test
    void findsNothingInSoundUpload() {
        assertThat(upload(part(SampleModels.TABLE, SampleModels.read(SampleModels.TABLE)))
                        .path("problems"))
                .isEmpty();
    }

    @Test
    void checksDirectoryWithoutBody() {
        SampleModels.write(directory, SampleModels.FORM, "{}");

        var body = http.postForObject("/api/v1/models:check", null, JsonNode.class);

        assertThat(body.path("problems").findValuesAsText("file")).contains(SampleModels.FORM);
    }

    @Test
    void refusesFileThatIsNotSentAsMultipart() {
        var headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_XML);

        var answer = http.postForEntity("/api/v1/models:check", new HttpEntity<>("<x/>", headers), String.class);

        assertThat(answer.getStatusCode().value()).isEqualTo(415);
    }

    private JsonNode upload(ByteArrayResource... parts) {
        var body = new LinkedMultiValueMap<String, Object>();
        List.of(parts).forEach(part -> body.add("files", part));
        var answer = http.postForEntity("/api/v1/models:check", new HttpEntity<>(body), JsonNode.class);
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        var result = answer.getBody();
        assertThat(result).isNotNull();
        return result;
    }

    private static ByteArrayResource part(String name, String content) {
        return new ByteArrayResource(content.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public String getFilename() {
                return name;
            }
        };
    }

    private static List<String> names(JsonNode release) {
        return release.path("files").findValuesAsText("name");
    }
}
