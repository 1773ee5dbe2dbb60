"""Names of people who do not exist."""

from random import Random

FAMILY = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范"
# The commonest come up as often as they do in life.
WEIGHTS = [11, 8, 6, 5.5, 5, 4, 4, 3, 3, 2.7, 2.3, 1.9, 1.8, 1.5, 1.5, 1.4] + [1.0] * (len(FAMILY) - 16)
GIVEN = (
    "家豪 志明 俊傑 建宏 柏翰 冠宇 承恩 宗翰 宇翔 彥廷 品睿 子軒 浩宇 宥廷 奕辰 秉宏 信宏 文彬 哲瑋 育誠 振宇 凱文 明哲 聖傑 智凱 "
    "怡君 雅婷 詩涵 佩珊 心怡 佳穎 宜蓁 欣妤 郁婷 思妤 品妤 芷若 雅雯 淑芬 美玲 惠雯 靜怡 筱涵 采潔 若涵 子晴 語彤 宜庭 佳蓉 鈺婷 "
    "孟潔 婉婷 曉雯 姿穎 依潔 庭瑜 雨潔 映竹 沛瑜 立言 致遠 威廷 昱安 睿恩 晉豪 佑誠 韋廷 仕杰 建良 國華 春嬌 麗華 秀英 月娥 金龍"
).split()
VIETNAMESE = (
    "Nguyễn Thị Thanh Thảo|Trần Thị Hồng|Lê Văn Minh|Phạm Thị Lan|Hoàng Văn Nam|Vũ Thị Mai|Đặng Thị Hoa|Bùi Văn Tuấn|Đỗ Thị Ngọc|"
    "Ngô Thị Hạnh|Dương Văn Long|Lý Thị Kim|Trịnh Thị Yến|Phan Văn Đức|Mai Thị Phương|Tô Thị Xuân"
).split("|")
INDONESIAN = (
    "Agus Setiawan|Siti Nurhaliza|Dewi Lestari|Budi Santoso|Rina Wulandari|Sri Wahyuni|Eko Prasetyo|Yuni Astuti|Wayan Sudiarta|"
    "Fitri Handayani|Indah Permata|Joko Susilo|Ratna Sari|Ahmad Fauzi|Nur Aini|Putri Ayu"
).split("|")


class Names:
    """Draws names; hardly ever the same one twice in a shop, never an empty one."""

    def __init__(self, random: Random):
        self._random = random

    def draw(self) -> tuple[str, str]:
        """(name, locale in which the person reads)."""
        chance = self._random.random()
        if chance < 0.035:
            return self._random.choice(VIETNAMESE), "en"
        if chance < 0.06:
            return self._random.choice(INDONESIAN), "en"
        family = self._random.choices(FAMILY, WEIGHTS)[0]
        return family + self._random.choice(GIVEN), "zh-Hant"
