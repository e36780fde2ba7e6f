#include "text/tokenizer.h"

#include <gmock/gmock.h>

namespace sparlet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Tokenizer, LowersCaseAndDropsPunctuation) {
    EXPECT_THAT(tokenize("A Red car, parked (outside)!"),
                ElementsAre("a", "red", "car", "parked", "outside"));
}

TEST(Tokenizer, SplitsAtHyphensSlashesAndDashes) {
    EXPECT_THAT(tokenize("high-speed train/tram — fast\xE2\x80\x93slow"),
                ElementsAre("high", "speed", "train", "tram", "fast", "slow"));
}

TEST(Tokenizer, DropsPossessivesAndClosesOtherApostrophes) {
    EXPECT_THAT(tokenize("the potter's wheel, Potter\xE2\x80\x99S hands, don't, dogs' 'quoted' it's"),
                ElementsAre("the", "potter", "wheel", "potter", "hands", "dont", "dogs", "quoted", "it"));
}

TEST(Tokenizer, KeepsDigitsAndUnderscoreSeparates) {
    EXPECT_THAT(tokenize("sea_horse 747 b2"), ElementsAre("sea", "horse", "747", "b2"));
}

TEST(Tokenizer, LowersAccentedGreekAndCyrillicLetters) {
    EXPECT_THAT(tokenize("ÉCOLE Ångström ŁÓDŹ ΑΘΗΝΑ МОСКВА ЁЛКА ＡＢ１"),
                ElementsAre("école", "ångström", "łódź", "αθηνα", "москва", "ёлка", "ab1"));
}

TEST(Tokenizer, JapaneseIsSplitAtItsPunctuationOnly) {
    EXPECT_THAT(tokenize("赤い車、道路の上。「猫」"), ElementsAre("赤い車", "道路の上", "猫"));
}

TEST(Tokenizer, EmojiAndSymbolsSeparate) {
    EXPECT_THAT(tokenize("cat😀dog €5 5×7"), ElementsAre("cat", "dog", "5", "5", "7"));
}

TEST(Tokenizer, InvalidUtf8Separates) {
    EXPECT_THAT(tokenize("red\xFF"
                         "car \xC3"),
                ElementsAre("red", "car"));
    EXPECT_THAT(tokenize("\xC0\xAF \xED\xA0\x80 \xF5\x80\x80\x80"),
                IsEmpty()); // overlong, surrogate, too large
}

TEST(Tokenizer, NothingGivesNothing) {
    EXPECT_THAT(tokenize(""), IsEmpty());
    EXPECT_THAT(tokenize(" \n\t.,'’-"), IsEmpty());
}

TEST(Tokenizer, SpellingsTrySingularAndPlural) {
    EXPECT_THAT(spellings("berries"), ElementsAre("berries", "berry", "berri", "berrie"));
    EXPECT_THAT(spellings("boxes"), ElementsAre("boxes", "box", "boxe"));
    EXPECT_THAT(spellings("cats"), ElementsAre("cats", "cat"));
    EXPECT_THAT(spellings("twig"), ElementsAre("twig", "twigs"));
    EXPECT_THAT(spellings("grass"), ElementsAre("grass"));
    EXPECT_THAT(spellings("bus"), ElementsAre("bus"));
}

TEST(Tokenizer, FunctionWordsAndOtherScriptsHaveOneSpelling) {
    EXPECT_THAT(spellings("a"), ElementsAre("a"));
    EXPECT_THAT(spellings("with"), ElementsAre("with"));
    EXPECT_THAT(spellings("猫"), ElementsAre("猫"));
    EXPECT_THAT(spellings(""), ElementsAre(""));
}

TEST(Tokenizer, EveryFunctionWordIsFound) {
    for (const char* word :
         {"a",   "an", "and", "are", "as",   "at",  "be",    "by",   "for",   "from", "in",  "is",   "it",
          "its", "of", "on",  "or",  "that", "the", "these", "this", "those", "to",   "was", "were", "with"})
        EXPECT_TRUE(isFunctionWord(word)) << word;
    EXPECT_FALSE(isFunctionWord("red"));
    EXPECT_FALSE(isFunctionWord(""));
}

} // namespace
} // namespace sparlet
